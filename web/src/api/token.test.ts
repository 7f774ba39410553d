/** Tokens are asked for once, renewed in time, and replaced once when a region no longer takes them. */
import { beforeEach, expect, test, vi } from "vitest";
import { issueRegionToken } from "./control.ts";
import { Problem } from "./problem.ts";
import { forgetTokens, regionToken, withToken } from "./token.ts";

vi.mock("./control.ts", () => ({ issueRegionToken: vi.fn() }));
const issue = vi.mocked(issueRegionToken);
const START_MS = Date.parse("2026-11-23T12:00:00Z");
const refusal = (status: number): Problem => new Problem({ status, code: "x", title: "x", detail: "" });

beforeEach(() => {
  forgetTokens();
  let count = 0;
  issue.mockReset().mockImplementation(async () => ({ token: `token-${++count}`, expiresAt: new Date(START_MS + 300_000).toISOString(), origin: "https://localhost:8444" }));
});

test("requests at the same moment share one question", async () => {
  expect(await Promise.all([regionToken("sit_1", START_MS), regionToken("sit_1", START_MS)])).toEqual(["token-1", "token-1"]);
  expect(issue).toHaveBeenCalledTimes(1);
});

test("a token is kept while it lasts and renewed before it ends", async () => {
  await regionToken("sit_1", START_MS);
  expect(await regionToken("sit_1", START_MS + 250_000)).toBe("token-1");
  expect(await regionToken("sit_1", START_MS + 256_000)).toBe("token-2");
});

test("each site has a token of its own", async () => {
  expect([await regionToken("sit_1", START_MS), await regionToken("sit_2", START_MS)]).toEqual(["token-1", "token-2"]);
});

test("a region that no longer takes the token is tried once more with a fresh one", async () => {
  const tried: string[] = [];
  const attempt = async (token: string): Promise<string> => {
    tried.push(token);
    if (tried.length === 1) throw refusal(401);
    return "answer";
  };
  expect(await withToken("sit_1", attempt)).toBe("answer");
  expect(tried).toHaveLength(2);
  expect(tried[0]).not.toBe(tried[1]);
});

test("a second refusal is final, and other refusals are not tried again", async () => {
  const refused = vi.fn(async () => Promise.reject(refusal(401)));
  await expect(withToken("sit_1", refused)).rejects.toMatchObject({ status: 401 });
  expect(refused).toHaveBeenCalledTimes(2);
  const forbidden = vi.fn(async () => Promise.reject(refusal(403)));
  await expect(withToken("sit_1", forbidden)).rejects.toMatchObject({ status: 403 });
  expect(forbidden).toHaveBeenCalledTimes(1);
});
