/** A test mail holds one link, ours, whatever the template and the names say. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { bodyFault, fillTemplate, lineFault, plainSubject } from "./fill-template.ts";

const LINK = "https://portal.example/notice/sign-in#token";
const text = fc.oneof(fc.string({ unit: "binary", maxLength: 60 }), fc.string({ unit: fc.constantFrom("{", "}", "link", "name", "team", "http://", "evil.example", "@", ".", " ", "\n", "<", "a"), maxLength: 12 }));

test("whatever passes as a template is sent with our link once and no other address, whatever the people are called", () => {
  let passed = 0;
  fc.assert(fc.property(text, text, text, text, text, (subject, before, after, name, team) => {
    const body = `${before}{link}${after}`;
    if (lineFault(subject) !== undefined || bodyFault(body) !== undefined) return;
    passed += 1;
    const filled = fillTemplate({ fromName: "IT", subject, body }, { name, team, day: "3 Dec 2026", link: LINK });
    expect(filled.text.split(LINK)).toHaveLength(2);
    expect(`${filled.subject} ${filled.text.replace(LINK, " ")}`).not.toMatch(/https?:|:\/\/|\S@\S|<|>|evil\.example/i);
    expect(filled.subject).not.toContain("\n");
  }), { numRuns: 1_000 });
  expect(passed).toBeGreaterThan(50);
});

test.each([
  ["Hello {first name}, open {link} by {day}", undefined],
  ["no link", /exactly once/],
  ["{link} and {link}", /exactly once/],
  ["{link} or https://evil.example", /No address/],
  ["{link} or evil.com", /No address/],
  ["write to it@corp or {link}", /No address/],
  ["{link} {password}", /Placeholders/],
  ["{link} <b>now</b>", /No address/],
  ["{link}\u0000", /Plain text/],
  ["{link}\ud800", /Plain text/],
])("%j as a text", (body, fault) => (fault === undefined ? expect(bodyFault(body)).toBeUndefined() : expect(bodyFault(body)).toMatch(fault)));

test("a name that looks like a placeholder stays a name", () => {
  expect(fillTemplate({ fromName: "{team}", subject: "For {name}", body: "{first name} {link}" }, { name: "{link} Hale", team: "{day}", day: "3 Dec 2026", link: LINK }))
    .toEqual({ fromName: "{day}", subject: "For {link} Hale", text: `{link} ${LINK}\n` });
});

test.each([["Re: Fwd:  Sign in  NOW", "sign in now"], ["AW: WG: Sign in now", "sign in now"], ["Fwd[2]: x", "x"], ["Forward march", "forward march"]])("%j is the subject %j", (said, plain) => expect(plainSubject(said)).toBe(plain));
