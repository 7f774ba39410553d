/** What other nouns do when somebody leaves, in the transaction of the leaving. Answers how many of what ended, for the record. */
import type { StaffId } from "../../base/ids.ts";
import type { Tx } from "./staff.store.ts";

export type StaffLeft = (tx: Tx, staff: StaffId, at: Date) => Promise<{ readonly what: string; readonly ended: number }>;
