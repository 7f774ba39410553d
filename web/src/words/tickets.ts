/** Tickets in words: how they stand, how urgent they are, and by when an answer is owed. */
import type { Priority, QueueShown, Ticket, TicketState } from "../api/tickets.ts";
import { showInstant } from "./time.ts";

type Words = { meaning: "good" | "moving" | "held" | "risk" | "neutral"; words: string };

/** As the customer reads them. */
export const TICKET_STATES: Readonly<Record<TicketState, Words>> = {
  unconfirmed: { meaning: "held", words: "Waits for you to confirm" },
  open: { meaning: "moving", words: "With the helpdesk" },
  reopened: { meaning: "moving", words: "Reopened" },
  waiting: { meaning: "held", words: "Waits for your answer" },
  solved: { meaning: "good", words: "Solved" },
  closed: { meaning: "neutral", words: "Closed" },
};

/** As staff read them. */
export const QUEUE_STATES: Readonly<Record<TicketState, Words>> = {
  ...TICKET_STATES,
  open: { meaning: "moving", words: "Open" },
  waiting: { meaning: "held", words: "Waits for the customer" },
};

/** The lists of the queue, and what an empty one says. */
export const QUEUES: Readonly<Record<QueueShown, { label: string; empty: string; brings: string }>> = {
  open: { label: "Open", empty: "No answer is owed", brings: "What customers ask on their Help page or by mail comes here, once it is confirmed." },
  waiting: { label: "Waiting", empty: "Nothing waits for a customer", brings: "A ticket waits for the customer once it was answered and more is needed from there." },
  mine: { label: "Mine", empty: "Nothing is with you", brings: "A ticket is with you once you answer it first or assign it to yourself." },
  ended: { label: "Ended", empty: "Nothing has ended yet", brings: "Tickets that are solved or closed stay here to be read." },
};
export const pickQueue = ({ show }: Readonly<Record<string, string | undefined>>): QueueShown => (show !== undefined && Object.hasOwn(QUEUES, show) ? (show as QueueShown) : "open");

/** What is done to get there, as a button says it. */
export const MOVES: Readonly<Partial<Record<TicketState, string>>> = { solved: "It is solved", closed: "Close it", reopened: "Reopen it", open: "It is from me" };

/** The targets, as the plane counts them: working hours are Monday to Friday, 09:00 to 17:00 UTC. */
export const PRIORITIES: readonly { value: Priority; label: string; target: string }[] = [
  { value: "low", label: "Low", target: "within 24 working hours" },
  { value: "normal", label: "Normal", target: "within 8 working hours" },
  { value: "high", label: "High", target: "within 4 working hours" },
  { value: "urgent", label: "Urgent", target: "within an hour, at any time" },
];
export const priorityWords = (priority: Priority): string => PRIORITIES.find(({ value }) => value === priority)?.label ?? priority;

export function dueWords({ answerDueAt, overdue }: Pick<Ticket, "answerDueAt" | "overdue">): string {
  if (answerDueAt === null) return "No answer is owed";
  return overdue ? `Overdue: was owed by ${showInstant(answerDueAt)}` : `By ${showInstant(answerDueAt)}`;
}
