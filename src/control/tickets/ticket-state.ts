/**
 * The life of a ticket: which state may follow which, and at whose word. One table; its text is golden (test/golden/tickets.txt).
 *
 * A ticket is *open*, which is what a grant of access asks for, while somebody still expects something of it: open, waiting for the customer,
 * reopened. Staff cannot make it open: only the customer raises, confirms and reopens, so that no ticket opens a door for whoever made it.
 */
import { Refusal } from "../../base/errors.ts";
import type { TicketState } from "../ticket-tables.ts";

/** Who may say so; `clock`: nobody did anything for long. */
export type Side = "customer" | "staff" | "clock";

export const TRANSITIONS: Readonly<Record<TicketState, Readonly<Partial<Record<TicketState, readonly Side[]>>>>> = {
  unconfirmed: { open: ["customer"], closed: ["customer", "clock"] },
  open: { waiting: ["staff"], solved: ["customer", "staff"], closed: ["customer"] },
  reopened: { waiting: ["staff"], solved: ["customer", "staff"], closed: ["customer"] },
  waiting: { open: ["customer"], solved: ["customer", "staff"], closed: ["customer"] },
  solved: { reopened: ["customer"], closed: ["customer", "staff", "clock"] },
  closed: { reopened: ["customer"] },
};

const OPEN: ReadonlySet<TicketState> = new Set(["open", "waiting", "reopened"]);
export const isOpen = (state: TicketState): boolean => OPEN.has(state);

/** The operator owes an answer in these. */
export const owesAnswer = (state: TicketState): boolean => state === "open" || state === "reopened";

export const mayFollow = (from: TicketState, to: TicketState, side: Side): boolean => TRANSITIONS[from][to]?.includes(side) ?? false;

/** @throws Refusal conflict ticket-state. */
export function needTransition(from: TicketState, to: TicketState, side: Side): void {
  if (mayFollow(from, to, side)) return;
  throw new Refusal("conflict", "ticket-state", `A ticket that is ${WORDS[from]} cannot become ${WORDS[to]}.`, [{ at: "/state", remedy: "Open the ticket again to see how it stands now." }]);
}

const WORDS: Readonly<Record<TicketState, string>> = {
  unconfirmed: "not confirmed", open: "open", waiting: "waiting for you", solved: "solved", closed: "closed", reopened: "reopened",
};

/** What a customer's message does to the state: whoever writes expects an answer. */
export const afterCustomerWrote = (state: TicketState): TicketState => (state === "waiting" ? "open" : state === "solved" || state === "closed" ? "reopened" : state);
