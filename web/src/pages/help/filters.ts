/** Which tickets are shown. */
export type Shown = "open" | "ended" | "all";
export const pickTickets = ({ show }: Readonly<Record<string, string | undefined>>): Shown => (show === "ended" || show === "all" ? show : "open");
