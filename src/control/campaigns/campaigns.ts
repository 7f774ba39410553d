/**
 * Phishing simulation (promise H3): campaigns sent through our own mailer, what people did with them, the training that follows, and whether each
 * month had one. The door.
 *
 * Invariant: nothing that anybody types into a landing page leaves their browser; named results are security's and the people team's alone; a test
 * mail holds one link, ours. Sending is mail's, courses are training's, mail that comes in is inbound-mail's.
 */
export { carryOutCampaigns } from "./carry-out-campaigns.ts";
export { checkCampaigns, tellOfMissedMonth, type CampaignControl } from "./check-campaigns.ts";
export { campaignRoutes } from "./campaigns.routes.ts";
export { landingRoutes } from "./landing.routes.ts";
export { REPORT, reportAddress } from "./report-address.ts";
export { forgetSuspicious, reportByMail, tokensOfMail } from "./report-mail.ts";
