/**
 * Customers, as far as this plane knows them: how the first one comes to be. The door.
 * Inviting further people and the permissions they get are left to a later step.
 */
export { createDemoOrganisation, type DemoOrganisation } from "./create-demo-organisation.ts";
export { issueFirstAdministratorLink, type FirstAdministratorLink } from "./first-administrator-link.ts";
export { lentOrganisation } from "./lent-organisation.ts";
export { organisationRoutes } from "./organisations.routes.ts";
