/** By what authority a key is lent: what is over, made up or unknown opens nothing. */
import { expect, test } from "vitest";
import { Refusal } from "../../base/errors.ts";
import { newId } from "../../base/ids.ts";
import { workUnderWay } from "../../platform/jobs/jobs.ts";
import { checkAuthorityOf, REQUEST_ENDS_MS } from "./check-authority.ts";

const site = newId("sit");
const job = newId("job");
const person = newId("per");
const ended = newId("ses");
let nowMs = 1_000_000;
const underWay = workUnderWay();
const check = checkAuthorityOf({ now: () => new Date(nowMs) }, underWay, { needStanding: async ({ things }) => { if (things.includes(ended)) throw new Refusal("unauthenticated", "token-revoked", "Over."); } });

test("a session holds until a while after its token", async () => {
  const session = { by: "session", site, person, session: newId("ses"), expiresAtMs: nowMs } as const;
  await check(session, "open");
  nowMs += REQUEST_ENDS_MS;
  await check(session, "open");
  nowMs += 1;
  await expect(check(session, "open")).rejects.toMatchObject({ kind: "unauthenticated", code: "session-over" });
});

test("a session that was ended opens nothing, though its token has not run out", async () => {
  const session = { by: "session", site, person, expiresAtMs: nowMs } as const;
  await check({ ...session, session: newId("ses") }, "open");
  await expect(check({ ...session, session: ended }, "open")).rejects.toMatchObject({ kind: "unauthenticated", code: "token-revoked" });
});

test("a job holds while it is under way here, for its own site, and not a moment longer", async () => {
  const authority = { by: "job", site, job, cause: "test" } as const;
  const refused = { kind: "forbidden", code: "job-not-under-way" };
  await expect(check(authority, "open")).rejects.toMatchObject(refused);
  await underWay.during(site, job, async () => {
    await check(authority, "open");
    await expect(check({ ...authority, site: newId("sit") }, "open")).rejects.toMatchObject(refused);
    await expect(check({ ...authority, job: newId("job") }, "open")).rejects.toMatchObject(refused);
    // The same round, overlapping: the first to end does not end the other.
    await underWay.during(site, job, async () => undefined);
    await check(authority, "open");
  });
  await expect(underWay.during(site, job, () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
  await expect(check(authority, "open")).rejects.toMatchObject(refused);
});

test("a grant opens keys until its end or the word that it, or its holder's session, has ended; not a moment longer", async () => {
  const grant = { by: "grant", site, grant: "grt_1", person: newId("stf"), session: "sse_1", scope: "read", expiresAt: new Date(nowMs + 60_000) } as const;
  await check(grant, "open");
  await expect(check({ ...grant, expiresAt: new Date(nowMs) }, "open")).rejects.toMatchObject({ kind: "forbidden", code: "grant-over" });
  for (const over of [{ grant: ended }, { session: ended }]) await expect(check({ ...grant, ...over }, "open")).rejects.toMatchObject({ kind: "unauthenticated", code: "token-revoked" });
});
