/**
 * Agreements with the operator's people (promise H4): their exact texts, and signing one with a passkey. The door.
 * Who has to have signed what is judged by staff (standing).
 */
export { AGREEMENTS, agreementOf, type Agreement } from "./agreement-texts.ts";
export { agreementRoutes } from "./agreements.routes.ts";
