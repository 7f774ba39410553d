/**
 * Domains of organisations, proven by a TXT record (promise A4). The door.
 *
 * Invariant: a verified domain belongs to one organisation, and only verified domains make members by single sign-on or
 * provisioning. Whoever can write into a domain's DNS speaks for its addresses; nobody else does.
 */
export { addDomain, checkDomain, removeDomain } from "./change-domains.ts";
export { domainNameOf, domainOfAddress } from "./domain-name.ts";
export { domainRoutes } from "./domains.routes.ts";
export { isOwnAddress, organisationOfDomain } from "./domains.store.ts";
export { openTxtLookup, type TxtLookup } from "./txt-lookup.ts";
