/**
 * The life of a grant against a model written another way: not as states, but as the story so far, out of which it is worked out whether
 * somebody may look at this moment.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { newId, type StaffId } from "../../base/ids.ts";
import type { Duty } from "../../platform/access/access.ts";
import { type Approver, BREAK_GLASS_MINUTES, judge, LAPSES_AFTER_MS, timeIsUp, type GrantAct, type GrantLife } from "./grant-life.ts";

const NAMES = ["asker", "peer", "second account", "same device", "engineer", "security", "other security", "security and support"] as const;
type Name = (typeof NAMES)[number];
const ids = new Map<Name, StaffId>(NAMES.map((name) => [name, newId("stf")]));
const id = (name: Name): StaffId => ids.get(name) as StaffId;
const DUTIES: Readonly<Record<Name, readonly Duty[]>> = {
  asker: ["support"], peer: ["support"], "second account": ["support", "security"], "same device": ["support", "security"], engineer: ["engineer"],
  security: ["security"], "other security": ["security"], "security and support": ["security", "support"],
};
const person = (name: Name): Approver => ({
  id: id(name), duties: new Set(DUTIES[name]), device: name === "same device" || name === "asker" ? "the asker's" : name,
  samePersonAs: new Set(name === "second account" ? [id("asker")] : name === "asker" ? [id("second account")] : []),
});

const asked = (kind: GrantLife["kind"], now: Date, minutes: number): GrantLife => ({
  kind, state: "asked", duty: "support", requester: id("asker"), requesterDevice: "the asker's", reviewer: null, authoriser: null, minutes, lapsesAt: new Date(now.getTime() + LAPSES_AFTER_MS), endsAt: null,
});

/** As the store does it. */
function apply(life: GrantLife, act: GrantAct, now: Date): { life: GrantLife; done: boolean } {
  const judged = judge(life, act, now);
  if (judged === "nothing" || "refusal" in judged) return { life, done: false };
  const { change } = judged;
  switch (change.state) {
    case "reviewed":
      return { life: { ...life, state: "reviewed", reviewer: change.reviewer }, done: true };
    case "customer":
      return { life: { ...life, state: "customer", authoriser: change.authoriser, lapsesAt: change.lapsesAt }, done: true };
    case "live":
      return { life: { ...life, state: "live", authoriser: change.authoriser ?? life.authoriser, endsAt: change.endsAt }, done: true };
    case "over":
      return { life: { ...life, state: "over" }, done: true };
  }
}

type Said = { readonly what: "yes-peer" | "yes-security" | "yes-customer" | "no"; readonly by: string; readonly atMs: number };

/** The story so far: who said yes, whether anybody said no, and what the clock says. */
class Story {
  readonly #said: Said[] = [];
  readonly kind: GrantLife["kind"];
  readonly minutes: number;
  readonly askedAtMs: number;
  readonly customerIsAsked: boolean;
  constructor(kind: GrantLife["kind"], minutes: number, askedAtMs: number, customerIsAsked: boolean) {
    [this.kind, this.minutes, this.askedAtMs, this.customerIsAsked] = [kind, minutes, askedAtMs, customerIsAsked];
  }

  /** When everybody who must had said so, in order; undefined: not yet. */
  #complete(): Said | undefined {
    const needed = this.kind === "break_glass" ? ["yes-security"] : ["yes-peer", "yes-security", ...(this.customerIsAsked ? ["yes-customer"] : [])];
    return this.#said.filter(({ what }) => what !== "no").length === needed.length ? this.#said.findLast(({ what }) => what !== "no") : undefined;
  }

  #over(nowMs: number): boolean {
    if (this.#said.some(({ what }) => what === "no")) return true;
    const begun = this.#complete();
    if (begun) return nowMs >= begun.atMs + this.minutes * 60_000;
    // The customer has a day of its own.
    const waitingSince = this.#said.find(({ what }) => what === "yes-security")?.atMs ?? this.askedAtMs;
    return nowMs >= waitingSince + LAPSES_AFTER_MS;
  }

  mayLook(nowMs: number): boolean {
    return this.#complete() !== undefined && !this.#over(nowMs);
  }

  say(what: Said["what"], by: Name | "customer" | "clock", nowMs: number): boolean {
    if (this.#over(nowMs)) return false;
    const has = (one: Said["what"]): boolean => this.#said.some((said) => said.what === one);
    const peer = what === "yes-peer" && this.kind === "ticket" && !has("yes-peer") && ["peer", "security and support"].includes(by);
    const second = what === "yes-security" && !has("yes-security") && (has("yes-peer") || this.kind === "break_glass")
      && ["security", "other security", "security and support"].includes(by) && !this.#said.some((said) => said.by === by);
    const customer = what === "yes-customer" && this.kind === "ticket" && this.customerIsAsked && has("yes-security") && !has("yes-customer");
    if (!(peer || second || customer || what === "no")) return false;
    this.#said.push({ what, by, atMs: nowMs });
    return true;
  }

  /** Who may decline at this point is who might have said yes. */
  mightSay(what: "yes-peer" | "yes-security" | "yes-customer", by: Name | "customer", nowMs: number): boolean {
    const copy = new Story(this.kind, this.minutes, this.askedAtMs, this.customerIsAsked);
    copy.#said.push(...this.#said);
    return copy.say(what, by, nowMs);
  }

  involved(by: Name): boolean {
    return by === "asker" || this.#said.some((said) => said.by === by);
  }
}

type Step = { readonly act: "review" | "authorise" | "answer" | "withdraw" | "revoke" | "revoke-as-customer" | "ticket-over" | "standing-lost" | "site-closed" | "clock"; readonly by: Name; readonly allow: boolean; readonly waitMs: number };
const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom("review", "review", "review", "authorise", "authorise", "authorise", "answer", "answer", "withdraw", "revoke", "revoke-as-customer", "ticket-over", "standing-lost", "site-closed", "clock", "clock"),
  by: fc.constantFrom(...NAMES), allow: fc.boolean().chain((one) => fc.boolean().map((other) => one || other)),
  waitMs: fc.oneof({ weight: 8, arbitrary: fc.constant(1_000) }, { weight: 2, arbitrary: fc.integer({ min: 0, max: 90 * 60_000 }) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 30 * 3_600_000 }) }),
});

function actOf({ act, by, allow }: Step, customerIsAsked: boolean): GrantAct {
  switch (act) {
    case "review":
    case "authorise":
      return { act, by: person(by), allow, customerIsAsked };
    case "answer":
      return { act, allow };
    case "withdraw":
      return { act, by: id(by) };
    case "revoke":
      return { act, by: id(by), mayRevokeAny: DUTIES[by].includes("security") };
    default:
      return { act };
  }
}

function tell(story: Story, { act, by, allow }: Step, nowMs: number): boolean {
  switch (act) {
    case "review":
      return allow ? story.say("yes-peer", by, nowMs) : story.mightSay("yes-peer", by, nowMs) && story.say("no", by, nowMs);
    case "authorise":
      return allow ? story.say("yes-security", by, nowMs) : story.mightSay("yes-security", by, nowMs) && story.say("no", by, nowMs);
    case "answer":
      return allow ? story.say("yes-customer", "customer", nowMs) : story.mightSay("yes-customer", "customer", nowMs) && story.say("no", "customer", nowMs);
    case "withdraw":
      return by === "asker" && story.say("no", by, nowMs);
    case "revoke":
      return (story.involved(by) || DUTIES[by].includes("security")) && story.say("no", by, nowMs);
    case "clock":
      return false;
    default:
      return story.say("no", "clock", nowMs);
  }
}

const SEQUENCES = 20_000;

test(`lives as its story says, over ${SEQUENCES} stories`, () => {
  let [begun, looked] = [0, 0];
  fc.assert(fc.property(fc.constantFrom("ticket" as const, "ticket" as const, "break_glass" as const), fc.boolean(), fc.integer({ min: 15, max: 240 }), fc.array(step, { minLength: 1, maxLength: 14 }), (kind, customerIsAsked, wanted, steps) => {
    const minutes = kind === "break_glass" ? BREAK_GLASS_MINUTES : wanted;
    let now = new Date(Date.UTC(2026, 10, 1));
    let life = asked(kind, now, minutes);
    const story = new Story(kind, minutes, now.getTime(), customerIsAsked);
    for (const one of steps) {
      now = new Date(now.getTime() + one.waitMs);
      const { life: next, done } = apply(life, actOf(one, customerIsAsked), now);
      const told = tell(story, one, now.getTime());
      if (one.act !== "clock") expect(done, JSON.stringify(one)).toBe(told);
      const wasLive = life.state === "live";
      life = next;
      const mayLook = life.state === "live" && !timeIsUp(life, now);
      expect(mayLook).toBe(story.mayLook(now.getTime()));
      if (mayLook) looked += 1;
      if (!wasLive && life.state === "live") {
        begun += 1;
        expect(new Set([life.requester, life.authoriser, ...(kind === "ticket" ? [life.reviewer] : [])]).size).toBe(kind === "ticket" ? 3 : 2);
        expect((life.endsAt?.getTime() ?? Infinity) - now.getTime()).toBeLessThanOrEqual(240 * 60_000);
      }
    }
  }), { numRuns: SEQUENCES });
  // The stories are not all about nothing.
  expect(begun).toBeGreaterThan(SEQUENCES / 200);
  expect(looked).toBeGreaterThan(begun);
});
