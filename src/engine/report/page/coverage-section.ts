/** Which tests ran, and what the others would need: silence must not be taken for a clean bill. */
import type { RunResult } from "../../run/run.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";

export function coverageSection(coverage: RunResult["coverage"]): Html {
  const ran = coverage.filter(({ state }) => state !== "skipped").map(({ detector }) => detector);
  const skipped = coverage.filter(({ state }) => state === "skipped");
  const capped = Map.groupBy(coverage.filter(({ state }) => state === "capped"), ({ why }) => why);
  return html`<section aria-labelledby="tests"><h2 id="tests">Tests</h2>
<p>Ran: ${ran.join(", ")}.</p>
${[...capped].map(([why, tests]) => html`<p>Cut short: ${tests.map(({ detector }) => detector).join(", ")}: ${why}.</p>`)}
${skipped.length === 0 ? undefined : html`<div class="scroll"><table><caption>Not run, for want of columns</caption><thead><tr><th scope="col">Test</th><th scope="col">Why not</th></tr></thead>
<tbody>${skipped.map(({ detector, why }) => html`<tr><th scope="row">${detector}</th><td>${why}</td></tr>`)}</tbody></table></div>`}</section>`;
}
