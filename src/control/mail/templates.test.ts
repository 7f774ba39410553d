import { expect, test } from "vitest";
import { ACCESS_NEWS, type AccessNews } from "./access-news.ts";
import { fillTemplate } from "../campaigns/fill-template.ts";
import { harmless, writtenMail, type Mail } from "./templates.ts";

const link = "https://localhost:8443/page#token";
const SAMPLES: Readonly<Record<Mail["kind"], readonly Mail[]>> = {
  "staff-invitation": [false, true].map((again) => ({ kind: "staff-invitation" as const, name: "Robin Hale", again, link: "https://localhost:8443/staff/welcome#token", hours: 24 })),
  "staff-reminder": [
    { kind: "staff-reminder", name: "Robin Hale", missing: ["Security for everybody"], due: [{ title: "Privacy and personal data", day: "3 Dec 2026" }], link: "https://localhost:8443/staff" },
    { kind: "staff-reminder", name: "Robin Hale", missing: [], due: [{ title: "Criminal record check", day: "3 Dec 2026" }], link: "https://localhost:8443/staff" },
  ],
  campaign: [{ kind: "campaign", ...fillTemplate({ fromName: "IT Service Desk", subject: "Sign in by {day}", body: "Hello {first name},\n\nsign in by {day}:\n\n{link}\n\nFor {team}" }, { name: "Robin Hale", team: "Operations", day: "3 Dec 2026", link: "https://localhost:8443/notice/sign-in#token" }) }],
  "suspicious-mail": [{ kind: "suspicious-mail", name: "Robin Hale", link: "https://localhost:8443/staff/phishing" }],
  invitation: [{ kind: "invitation", organisation: "Northwind Foods", inviter: "Mara Vance", link, days: 7 }],
  "password-reset": [{ kind: "password-reset", name: "Mara Vance", link, minutes: 30 }],
  "password-changed": [{ kind: "password-changed", name: "Mara Vance" }],
  "sign-in-reset": [{ kind: "sign-in-reset", name: "Mara Vance", administrator: "Ines Okafor", link, hours: 24 }],
  "second-factor-changed": (["authenticator-added", "authenticator-removed", "passkey-added", "passkey-removed", "recovery-codes-made", "recovery-code-used"] as const).map((change) => ({
    kind: "second-factor-changed", name: "Mara Vance", change,
  })),
  alert: [
    ...(["mass-export", "key-acts", "break-glass", "feed-stopped", "trail-damaged"] as const).map((rule) => ({ kind: "alert" as const, name: "Mara Vance", rule, where: "Head office", whole: false, at: new Date("2026-11-23T10:00:00Z"), link, last: rule === "feed-stopped" })),
    ...(["failures", "new-place"] as const).map((rule) => ({ kind: "alert" as const, name: "Mara Vance", rule, where: "Northwind Foods", whole: true, at: new Date("2026-11-23T10:00:00Z"), link, last: false })),
  ],
  "ticket-answered": [
    { kind: "ticket-answered", name: "Mara Vance", reference: "T-7K3M-Q2ZX", link },
    { kind: "ticket-answered", name: "Mara Vance", reference: "T-7K3M-Q2ZX", link, replyTo: "ticket+secret@help.example" },
  ],
  "ticket-solved": [{ kind: "ticket-solved", name: "Mara Vance", reference: "T-7K3M-Q2ZX", link }],
  "ticket-received": [{ kind: "ticket-received", name: "Mara Vance", reference: "T-7K3M-Q2ZX", link }],
  "ticket-held": [{ kind: "ticket-held", name: "Mara Vance", reference: "T-7K3M-Q2ZX", link }],
  "confirm-address": [{ kind: "confirm-address", name: "Mara Vance", link, hours: 24 }],
  "address-change-asked": [{ kind: "address-change-asked", name: "Mara Vance", link, hours: 24 }],
  "address-changed": [{ kind: "address-changed", name: "Mara Vance", link, days: 7 }],
  ...(Object.fromEntries(ACCESS_NEWS.map((kind) => [kind, [{ kind, name: "Mara Vance", link }]])) as Record<AccessNews, Mail[]>),
  "access-review": [false, true].map((overdue) => ({ kind: "access-review" as const, name: "Mara Vance", organisation: "Northwind Foods", dueAt: new Date("2026-12-23T10:00:00Z"), overdue, link })),
  "codes-guessed": [{ kind: "codes-guessed", name: "Mara Vance" }],
};

test("every mail is the committed text", async () => {
  const written = Object.values(SAMPLES).flat().map((mail) => {
    const { subject, text } = writtenMail(mail);
    return `## ${mail.kind}\n\nSubject: ${subject}\n\n${text}`;
  });
  expect(written.length).toBeGreaterThan(10);
  await expect(["# Every text that is sent by mail. Written by src/control/mail/templates.test.ts.", ...written].join("\n\n")).toMatchFileSnapshot("../../../test/golden/mails.txt");
});

test.each([
  ["Mara Vance", "Mara Vance"],
  ["Größe & Söhne GmbH", "Größe & Söhne GmbH"],
  ["Pay now: https://evil.example/x", "Pay now https evil. example x"],
  ["evil.example", "evil. example"],
  ["a@evil.example", "a evil. example"],
  ["two\r\nBcc: all@example.test", "two Bcc all example. test"],
  ["[Reset](//evil.example)", "Reset evil. example"],
  ["x".repeat(200), `${"x".repeat(79)}…`],
])("a name cannot become a link or a line of its own: %j", (name, shown) => expect(harmless(name)).toBe(shown));
