/** Whoever ends a session or changes what somebody may do tells the regions: found by reading the source, so that a new way cannot forget it. */
import { expect, test } from "vitest";
import { code } from "./source.ts";

const ENDS = /deleteFrom\("session"\)|deleteFrom\("membership"\)|updateTable\("membership"\)|accounts\.signOut\(/;
/** Ends a session and leaves its access tokens, because whoever holds them goes on. */
const NOTHING_ENDS: Readonly<Record<string, string>> = {
  "src/control/sessions/forget-ended-sessions.ts": "these had run out: no token was issued to them for longer than one lives, or is about to end",
  "src/control/sessions/sign-in.ts": "the session that this browser had before; the same browser signs in again, or the sign-in failed and nobody saw the session",
  "src/control/sessions/start-proven-session.ts": "the session that this browser had before",
  "src/control/second-factors/prove-with-passkey.ts": "the session that this browser had before",
  "src/control/second-factors/prove-factor.ts": "the same person in the same browser goes on under a new session",
  "src/control/organisations/create-demo-organisation.ts": "the loader of the demonstration's data, which has done its work",
};

test("every file that ends a session or changes a membership revokes, or says why nothing ends", () => {
  const files = code.filter(({ path, text }) => path.startsWith("src/control/") && !path.endsWith(".test.ts") && ENDS.test(text));
  expect(files.length).toBeGreaterThan(10);
  const silent = files.filter(({ text }) => !/\brevoke\(/.test(text)).map(({ path }) => path);
  expect(silent.sort()).toEqual(Object.keys(NOTHING_ENDS).sort());
});
