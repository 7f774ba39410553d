/**
 * Files of tickets: sealed in the site's region like every other file, read by no import. The door.
 *
 * Invariant: whoever sees or sends one has the right in this site and a pass of control for that very ticket; bytes are given out only once they
 * were scanned where a scanner is configured; what was found to be malware is opened by nobody. Staff come here under a grant only.
 */
export { TICKET_FILE_BYTES } from "../uploads/uploads.ts";
export { mailFileRoutes } from "./mail-files.routes.ts";
export { ticketFileRoutes } from "./ticket-files.routes.ts";
