/**
 * The operator's alerts of all planes together: told by regions, by mail to the operator where an address is set, listed and acknowledged by the
 * command line. The door. What they are about, and that none is lost, is platform/audit's.
 */
export { mailOperator, type OperatorMail } from "./mail-operator.ts";
export { operatorAlertRoutes, type OperatorAlertTrust } from "./operator-alerts.routes.ts";
