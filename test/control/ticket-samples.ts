/** Samples of the tickets' endpoints for the matrix: each caller has raised a ticket of their own, where they may. */
import { newId } from "../../src/base/ids.ts";
import type { Answer, Browser } from "./scene.ts";

type Context = { readonly siteId: string; readonly prepared: { readonly id?: string } };

const raise = async (browser: Browser): Promise<{ id: string }> => {
  const site = (await browser.get("/api/sites")).body?.items?.[0]?.id;
  return { id: (await browser.post("/api/tickets", { subject: "Prepared", message: "For the next call", ...(site !== undefined && { site }) })).body?.id };
};
const ONE = ["get /api/tickets/{ticketId}", "post /api/tickets/{ticketId}", "post /api/tickets/{ticketId}/messages", "post /api/tickets/{ticketId}/state", "post /api/tickets/{ticketId}/files", "post /api/tickets/{ticketId}/pass"] as const;
export const PREPARE_TICKET: Readonly<Record<string, (browser: Browser) => Promise<{ id: string }>>> = Object.fromEntries(ONE.map((endpoint) => [endpoint, raise]));

const at = ({ prepared }: Context): string => `/api/tickets/${prepared.id ?? newId("tck")}`;

export const TICKET_SAMPLES: Readonly<Record<string, (browser: Browser, context: Context) => Promise<Answer>>> = {
  "get /api/tickets": (browser) => browser.get("/api/tickets"),
  "post /api/tickets": (browser, { siteId }) => browser.post("/api/tickets", { subject: "An import", message: "It was refused.", priority: "high", site: siteId, related: { kind: "import", id: newId("imp") } }),
  "get /api/tickets/{ticketId}": (browser, context) => browser.get(at(context)),
  "post /api/tickets/{ticketId}": (browser, context) => browser.post(at(context), { priority: "low" }),
  "post /api/tickets/{ticketId}/messages": (browser, context) => browser.post(`${at(context)}/messages`, { message: "And again." }),
  "post /api/tickets/{ticketId}/files": (browser, context) => browser.post(`${at(context)}/files`, { upload: newId("upl"), sizeBytes: 12 }),
  "post /api/tickets/{ticketId}/pass": (browser, context) => browser.post(`${at(context)}/pass`),
  "post /api/tickets/{ticketId}/state": (browser, context) => browser.post(`${at(context)}/state`, { state: "solved" }),
};
