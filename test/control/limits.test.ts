import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { attemptOf, FAILURES_PER_ACCOUNT_AND_ADDRESS, FAILURES_PER_ADDRESS, LIMIT_WINDOW_MS, spendAttempt } from "../../src/control/sessions/sign-in-limits.ts";
import { asSuperuser, entries, firstAdministrator, MARA, openScene, PASSWORD, signInWhole, type Scene } from "./scene.ts";

describe("limits on guessing, end to end", () => {
  let scene: Scene;
  beforeAll(async () => { scene = await openScene(); await firstAdministrator(scene); });
  afterAll(async () => { await scene.close(); });
  const attempt = (address: string, password: string, email: string = MARA.email) => scene.browser(address).post("/api/sign-in", { email, password });

  it("stop the guesser after ten, also with the right password; the owner signs in from elsewhere meanwhile", async () => {
    const guesses = await Promise.all(Array.from({ length: 12 }, (_, i) => attempt("198.51.100.7", `guess number ${i}`)));
    expect(guesses.map((guess) => guess.status).sort()).toEqual([...Array<number>(10).fill(401), 429, 429]);
    const stopped = await attempt("198.51.100.7", PASSWORD);
    expect(stopped).toMatchObject({ status: 429, body: { code: "too-many-attempts", details: [{ remedy: "Try again in 15 minutes." }] } });
    expect((await attempt("192.0.2.10", PASSWORD)).status).toBe(204);
    expect((await attempt("198.51.100.7", "x", "other@northwind.example")).status).toBe(401);
    const limits = (await entries(scene)).filter((entry) => entry.act === "sessions.limit");
    expect(limits).toHaveLength(1);
    scene.clock.advance(LIMIT_WINDOW_MS + 1000);
    expect((await attempt("198.51.100.7", PASSWORD)).status).toBe(204);
  });

  it("answer the same for an account that does not exist", async () => {
    const guesses: number[] = [];
    for (let i = 0; i < FAILURES_PER_ACCOUNT_AND_ADDRESS; i++) guesses.push((await attempt("198.51.100.8", "guess", "nobody@northwind.example")).status);
    expect(new Set(guesses)).toEqual(new Set([401]));
    expect((await attempt("198.51.100.8", "guess", "nobody@northwind.example")).status).toBe(429);
  });

  it("are forgotten after a success, so that a typo a day never adds up", async () => {
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 5; j++) await attempt("192.0.2.99", "typo");
      expect((await attempt("192.0.2.99", PASSWORD)).status).toBe(204);
    }
  });

  it("also guard the change of password, so that an open session is no way round them", async () => {
    const browser = scene.browser("203.0.113.5");
    await signInWhole(scene, browser, MARA.email);
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++) statuses.push((await browser.post("/api/password", { current: `guess ${i}`, next: "cobalt 44 Mangrove" })).status);
    expect(statuses).toEqual([...Array<number>(10).fill(422), 429, 429]);
  });
});

describe("limits on guessing", () => {
  let scene: Scene;
  beforeEach(async () => { scene = await openScene(); });
  afterEach(async () => { await scene.close(); });
  const key = Buffer.alloc(32, 1);

  it("count spraying over many accounts from one address", async () => {
    for (let i = 0; i < FAILURES_PER_ADDRESS; i++) {
      expect((await spendAttempt(scene.world.db, attemptOf(key, `person${i}@example.test`, "198.51.100.9"), scene.clock)).refused).toBe(false);
    }
    expect((await spendAttempt(scene.world.db, attemptOf(key, "last@example.test", "198.51.100.9"), scene.clock)).refused).toBe(true);
    expect((await spendAttempt(scene.world.db, attemptOf(key, "last@example.test", "198.51.100.10"), scene.clock)).refused).toBe(false);
  });

  it("let exactly ten through however many come at once", async () => {
    const verdicts = await Promise.all(Array.from({ length: 30 }, () => spendAttempt(scene.world.db, attemptOf(key, "a@example.test", "198.51.100.9"), scene.clock)));
    expect(verdicts.filter((verdict) => !verdict.refused)).toHaveLength(FAILURES_PER_ACCOUNT_AND_ADDRESS);
    expect(verdicts.filter((verdict) => verdict.refused && verdict.first)).toHaveLength(1);
  });

  it("are swept, and tell neither account nor address", async () => {
    await spendAttempt(scene.world.db, attemptOf(key, "a@example.test", "198.51.100.9"), scene.clock);
    scene.clock.advance(LIMIT_WINDOW_MS + 1);
    await spendAttempt(scene.world.db, attemptOf(key, "b@example.test", "198.51.100.10"), scene.clock);
    const rows = await asSuperuser<{ bucket: Buffer }>(scene, "select bucket from sign_in_attempt");
    expect(rows).toHaveLength(4); // this place, this address, this account, everywhere: the first attempt's are gone
    expect(attemptOf(Buffer.alloc(32, 2), "b@example.test", "198.51.100.10").counters[0]?.bucket.equals(attemptOf(key, "b@example.test", "198.51.100.10").counters[0]?.bucket ?? key)).toBe(false);
  });
});
