/**
 * Mail to an organisation's administrators when an alert rule has found something, in one of its sites or in its own trail. The door.
 *
 * Invariant: one alert is one mail to each, however often this plane is told; a region speaks for its own sites only; and a storm of
 * alerts is a few mails an hour. A mail says which rule, where and when, never what was found.
 */
export { regionAlertRoutes, type RegionTrust } from "./alert-mails.routes.ts";
export { alertMailChoiceRoutes } from "./choice.routes.ts";
export { forgetAlertMails } from "./forget-alert-mails.ts";
export { mailAlert } from "./mail-alert.ts";
