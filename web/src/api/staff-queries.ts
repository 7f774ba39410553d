/** Every question that the pages of the staff area ask. Keys begin with `staff`, so that nothing is mixed up with a customer's session in the same browser. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import * as staff from "./staff.ts";
import * as helpdesk from "./tickets.ts";

const fresh = { staleTime: 0 };
export const own = queryOptions({ queryKey: ["staff", "own"], queryFn: staff.fetchOwn, ...fresh });
export const people = queryOptions({ queryKey: ["staff", "people"], queryFn: staff.fetchPeople, ...fresh });
export const person = (id: string) => queryOptions({ queryKey: ["staff", "people", id], queryFn: () => staff.fetchPerson(id), ...fresh });
export const conflicts = queryOptions({ queryKey: ["staff", "conflicts"], queryFn: staff.fetchConflicts, ...fresh });
export const mail = queryOptions({ queryKey: ["staff", "mail"], queryFn: staff.fetchMail, ...fresh });
export const training = queryOptions({ queryKey: ["staff", "training"], queryFn: staff.fetchTraining, ...fresh });
export const course = (id: string) => queryOptions({ queryKey: ["staff", "training", id], queryFn: () => staff.fetchCourse(id) });
export const agreements = queryOptions({ queryKey: ["staff", "agreements"], queryFn: staff.fetchAgreements, ...fresh });
export const standingAccess = queryOptions({ queryKey: ["staff", "standing-access"], queryFn: staff.fetchStandingAccess, ...fresh });
export const signIns = queryOptions({ queryKey: ["staff", "sign-ins"], queryFn: staff.fetchSignIns, ...fresh });
export const phishing = (month?: string) => queryOptions({ queryKey: ["staff", "phishing", month ?? ""], queryFn: () => staff.fetchPhishing(month), ...fresh });
export const campaigns = queryOptions({ queryKey: ["staff", "campaigns"], queryFn: staff.fetchCampaigns, ...fresh });
export const campaign = (id: string) => queryOptions({ queryKey: ["staff", "campaigns", id], queryFn: () => staff.fetchCampaign(id), ...fresh });
export const templates = queryOptions({ queryKey: ["staff", "templates"], queryFn: staff.fetchTemplates, ...fresh });
export const suspiciousMails = queryOptions({ queryKey: ["staff", "suspicious-mails"], queryFn: staff.fetchSuspiciousMails, ...fresh });
export const invited = (token: string) => queryOptions({ queryKey: ["staff", "invited", token], queryFn: () => staff.openEnrolment(token), staleTime: Infinity, retry: false });
export const grants = queryOptions({ queryKey: ["staff", "grants"], queryFn: staff.fetchGrants, ...fresh, refetchInterval: 15_000 });
export const grant = (id: string) => queryOptions({ queryKey: ["staff", "grants", id], queryFn: () => staff.fetchGrant(id), ...fresh, refetchInterval: 5_000 });
const QUEUE_EVERY_MS = 30_000;
export const queue = (show: helpdesk.QueueShown) =>
  infiniteQueryOptions({
    queryKey: ["staff", "tickets", show],
    queryFn: ({ pageParam }) => helpdesk.fetchQueue({ show, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    ...fresh,
    refetchInterval: QUEUE_EVERY_MS,
  });
export const staffTicket = (id: string) => queryOptions({ queryKey: ["staff", "tickets", "one", id], queryFn: () => helpdesk.fetchStaffTicket(id), ...fresh, refetchInterval: 15_000 });
