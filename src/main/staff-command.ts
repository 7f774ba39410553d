/**
 * `spendward staff first`: makes the first administrator of the operator's own people and prints the link to make a passkey with. Whoever can
 * read control's secret can do it; once somebody of the people team has a passkey, nobody can.
 */
import { hostname, userInfo } from "node:os";
import type { Command } from "commander";
import { Refusal } from "../base/errors.ts";

type Ask = { readonly name: string; readonly email: string; readonly team: string; readonly employment: string; readonly place: string; readonly hired: string; readonly check?: readonly string[]; readonly data?: string; readonly settings?: string };

export function register(program: Command): void {
  program.command("staff").description("the operator's own people")
    .command("first")
    .description("make the first administrator of staff and print the link for their passkey")
    .requiredOption("--name <name>", "their name")
    .requiredOption("--email <address>", "their address")
    .requiredOption("--place <place>", "where they work")
    .requiredOption("--hired <day>", "since when: 2026-11-27")
    .option("--team <team>", "their team", "Security")
    .option("--employment <kind>", "permanent, fixed-term, contractor or agency", "permanent")
    .option("--check <kind:day:reference...>", "a background check that was passed, and where its result is filed: criminal-record:2026-10-01:HR-12")
    .option("--data <folder>", "the data folder of 'spendward up'")
    .option("--settings <file>", "control's settings, instead of a data folder")
    .action(run);
}

async function run(ask: Ask): Promise<void> {
  try {
    const { url, expiresAt } = await askControl(ask);
    process.stdout.write(`${url}\nWorks once, until ${expiresAt}. It makes a passkey; there is no password.\n`);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const lines = [error.message, ...error.details.flatMap(({ at, expected, remedy }) => [at, expected && `Expected: ${expected}`, remedy].filter((line) => line !== undefined && line !== ""))];
    process.stderr.write(`spendward: ${lines.join("\n  ")}\n`);
    process.exitCode = 2;
  }
}

async function askControl({ name, email, team, employment, place, hired, check = [], data, settings }: Ask): Promise<{ url: string; expiresAt: string }> {
  const [{ controlFor }, { controlSigner }, { MESSAGE_HEADER, signMessage }, { trustAlso }] = await Promise.all([
    import("./logs-command-places.ts"), import("../control/logs/logs.ts"), import("../platform/tokens/tokens.ts"), import("./trust.ts"),
  ]);
  const control = await controlFor({ ...(data !== undefined && { data }), ...(settings !== undefined && { settings }) });
  if (control === undefined) throw new Refusal("unavailable", "control-not-running", "Control is not running here.", [{ remedy: "Start it first." }]);
  trustAlso(control.trust);
  const path = "/internal/staff/first";
  const staff = { name, email, team, employment, place, hiredOn: hired, checks: check.map(checkIn) };
  const body = Buffer.from(JSON.stringify({ by: `${userInfo().username}@${hostname()}`, staff }));
  const message = await signMessage(await controlSigner(control.secret, "operator"), "operator", "control", { method: "POST", path, body });
  const response = await fetch(new URL(path, control.origin), { method: "POST", headers: { [MESSAGE_HEADER]: message, "content-type": "application/json" }, body, redirect: "error" }).catch(() => {
    throw new Refusal("unavailable", "control-not-reached", "Control does not answer.", [{ at: control.origin }]);
  });
  const answer = (await response.json().catch(() => ({}))) as { url: string; expiresAt: string; title?: string; code?: string; details?: Refusal["details"] };
  if (response.ok) return answer;
  throw new Refusal("invalid", answer.code ?? "not-answered", answer.title ?? `Control answered ${response.status}.`, answer.details ?? []);
}

/** @throws Refusal check-not-valid */
export function checkIn(text: string): { kind: string; doneOn: string; reference: string } {
  const [, kind, doneOn, reference] = /^([a-z-]+):(\d{4}-\d\d-\d\d):(.+)$/.exec(text) ?? [];
  if (kind !== undefined && doneOn !== undefined && reference !== undefined) return { kind, doneOn, reference };
  throw new Refusal("invalid", "check-not-valid", `"${text}" is no background check.`, [{ at: "--check", expected: "kind:day:reference, such as criminal-record:2026-10-01:HR-12" }]);
}
