/** Permissions in words: areas as people call them, what can be done there. What is not listed is shown by its own name. */
const AREAS: Readonly<Record<string, string>> = {
  uploads: "Uploads", imports: "Imports", runs: "Runs", findings: "Findings", learning: "What decisions teach", population: "Population", parameters: "Tests", "payment-runs": "Payment runs", "sanctions-lists": "Sanctions lists", reports: "Reports", keys: "Keys", activity: "Activity", feeds: "Feeds", alerts: "Alerts",
  organisation: "Organisation", sites: "Sites", people: "People", "sign-on": "Sign-on", tickets: "Tickets", "staff-access": "Staff access",
};
const ACTIONS: Readonly<Record<string, string>> = {
  "uploads:add": "send files", "uploads:remove": "delete files", "imports:map": "say what columns are", "imports:commit": "import", "imports:remove": "remove", "findings:decide": "decide", "runs:start": "start", "learning:reset": "have it forgotten", "parameters:change": "change and try", "payment-runs:check": "have checked", "payment-runs:release": "decide over the check",
  "sanctions-lists:add": "read newer ones", "sanctions-lists:remove": "remove versions", "organisation:audit": "see its activity", "keys:destroy": "destroy", "keys:rotate": "rotate", "people:invite": "invite", "people:remove": "remove", "sites:add": "add", "reports:make": "make and export", "tickets:raise": "raise", "tickets:answer": "answer",
};
const plain = (text: string): string => text.replaceAll("-", " ");

export function permissionWords(permission: string): { area: string; action: string } {
  const [area = "", action = ""] = permission.split(":");
  return { area: AREAS[area] ?? plain(area), action: ACTIONS[permission] ?? (action === "read" ? "see" : plain(action)) };
}
export const permissionInWords = (permission: string): string => {
  const { area, action } = permissionWords(permission);
  return `${area}: ${action}`;
};

/** In the order in which areas first come. */
export function byArea<T>(list: readonly T[], permissionOf: (one: T) => string): [area: string, list: T[]][] {
  const areas = new Map<string, T[]>();
  for (const one of list) {
    const { area } = permissionWords(permissionOf(one));
    areas.set(area, [...(areas.get(area) ?? []), one]);
  }
  return [...areas];
}
