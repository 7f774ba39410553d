/**
 * The operator's own people (promises A9, H1, H2, H4, V1, V6): who works here, with which duties, and whether they are in good standing. The
 * door. They are never a customer's persons: other tables, other sessions, other rights, none of which reaches customer data.
 *
 * Left to others: how they sign in (staff-sign-in), what they sign (agreements) and learn (training), and access to a customer's site,
 * which only a grant gives. Who holds something that must end when somebody leaves stands in `plane.whenStaffLeave` (openPlane).
 */
export { createDemoStaff, createFirstStaff, firstStaff } from "./create-first-staff.ts";
export { remindStaff, titleOfPart } from "./remind-staff.ts";
export { staffRoutes } from "./staff.routes.ts";
export { staffCommandRoutes } from "./staff-command.routes.ts";
export { issueEnrolment, type EnrolmentLink } from "./staff-enrolment.ts";
export { NOBODY_COMES_IN, type StaffRules } from "./staff-rules.ts";
export { dutiesOf, lockStaff, type Queries, type Tx as StaffTx } from "./staff.store.ts";
export { standingOf, standingsOf, type Lack, type Standing } from "./standing.ts";
export type { StaffLeft } from "./staff-left.ts";
