/** What the control plane offers: who is here, which sites there are, and tokens for their regions. Never customer data. */
import { call, type Given } from "./call.ts";
import { OPERATIONS, type Operations } from "./generated/control.ts";
import { withStepUp } from "./step-up.ts";

type Name = keyof Operations;
const ask = <N extends Name>(name: N, given: Given<Operations[N]>): Promise<Operations[N]["answer"]> =>
  withStepUp(() => call<Operations[N]>(window.location.origin, OPERATIONS[name], given));

export type RegionToken = Operations["issueRegionToken"]["answer"];

export const fetchSession = () => ask("showSession", {});
export const fetchPasswordPolicy = () => ask("showPasswordPolicy", {});
export const createFirstAdministrator = (body: Operations["createFirstAdministrator"]["body"]) => ask("createFirstAdministrator", { body });
export const signIn = (body: Operations["signIn"]["body"]) => ask("signIn", { body });
export const signOut = () => ask("signOut", {});
export const changePassword = (body: Operations["changePassword"]["body"]) => ask("changePassword", { body });
export const fetchOwnSessions = () => ask("listSessions", {});
export const endSession = (sessionId: string) => ask("endSession", { params: { sessionId } });
export const createSite = (body: Operations["createSite"]["body"]) => ask("createSite", { body });
export const issueRegionToken = (siteId: string) => ask("issueRegionToken", { params: { siteId } });
export const fetchActivity = (query: Operations["listActivity"]["query"]) => ask("listActivity", { query });
export const fetchTrail = () => ask("readTrail", {});
export const fetchPack = (query: Operations["exportActivity"]["query"]) => ask("exportActivity", { query });
export const fetchOcsf = (query: Operations["exportOcsf"]["query"]) => ask("exportOcsf", { query });
export const fetchProof = (entryId: string) => ask("proveActivity", { params: { entryId } });

export const fetchOwnAddress = () => ask("showAddress", {});
export const askForAddressChange = (body: Operations["askForAddressChange"]["body"]) => ask("askForAddressChange", { body });
export const withdrawAddressChange = () => ask("withdrawAddressChange", {});
export const confirmAddressChange = (link: string) => ask("confirmAddressChange", { body: { link } });
export const stopAddressChange = (link: string) => ask("stopAddressChange", { body: { link } });

export const fetchRetention = () => ask("showRetention", {});
export const changeRetention = (body: Operations["changeRetention"]["body"]) => ask("changeRetention", { body });
export const fetchAlertMails = () => ask("showAlertMails", {});
export const chooseAlertMails = (unwanted: Operations["chooseAlertMails"]["body"]["unwanted"]) => ask("chooseAlertMails", { body: { unwanted } });

type FeedInput = NonNullable<Operations["changeFeed"]["body"]>["feed"];
export const fetchFeeds = () => ask("listFeeds", {});
export const addFeed = (feed: FeedInput, from: "now" | "beginning") => ask("addFeed", { body: { feed, from } });
export const changeFeed = (feedId: string, feed: FeedInput) => ask("changeFeed", { params: { feedId }, body: { feed } });
export const removeFeed = (feedId: string) => ask("removeFeed", { params: { feedId } });
export const pauseFeed = (feedId: string) => ask("pauseFeed", { params: { feedId } });
export const resumeFeed = (feedId: string) => ask("resumeFeed", { params: { feedId } });
export const rotateFeedSecret = (feedId: string) => ask("rotateFeedSecret", { params: { feedId } });
export const testFeed = (feedId: string) => ask("testFeed", { params: { feedId } });

export const fetchAlerts = (query: Operations["listAlerts"]["query"]) => ask("listAlerts", { query });
export const acknowledgeAlert = (alertId: string) => ask("acknowledgeAlert", { params: { alertId } });
export const fetchAlertRules = () => ask("listAlertRules", {});
export const changeAlertRule = (body: NonNullable<Operations["changeAlertRule"]["body"]>) => ask("changeAlertRule", { body });

export const fetchSecondFactor = () => ask("showSecondFactor", {});
export const proveWithCode = (body: Operations["proveWithCode"]["body"]) => ask("proveWithCode", { body });
export const proveWithRecoveryCode = (body: Operations["proveWithRecoveryCode"]["body"]) => ask("proveWithRecoveryCode", { body });
export const askForPasskey = () => ask("askForPasskey", {});
export const proveWithPasskey = (body: Operations["proveWithPasskey"]["body"]) => ask("proveWithPasskey", { body });
export const askForAnyPasskey = () => ask("askForAnyPasskey", {});
export const signInWithPasskey = (body: Operations["signInWithPasskey"]["body"]) => ask("signInWithPasskey", { body });
export const beginAuthenticator = () => ask("beginAuthenticator", {});
export const confirmAuthenticator = (body: Operations["confirmAuthenticator"]["body"]) => ask("confirmAuthenticator", { body });
export const removeAuthenticator = () => ask("removeAuthenticator", {});
export const beginPasskey = () => ask("beginPasskey", {});
export const addPasskey = (body: Operations["addPasskey"]["body"]) => ask("addPasskey", { body });
export const renamePasskey = (passkeyId: string, name: string) => ask("renamePasskey", { params: { passkeyId }, body: { name } });
export const removePasskey = (passkeyId: string) => ask("removePasskey", { params: { passkeyId } });
export const renewRecoveryCodes = () => ask("renewRecoveryCodes", {});

export const fetchPeople = (query: Operations["listPeople"]["query"]) => ask("listPeople", { query });
export const changeRoles = (personId: string, roles: Operations["changeRoles"]["body"]["roles"]) => ask("changeRoles", { params: { personId }, body: { roles } });
export const fetchRoles = () => ask("listRoles", {});
export const makeRole = (body: Operations["makeRole"]["body"]) => ask("makeRole", { body });
export const changeRole = (roleId: string, body: Operations["changeRole"]["body"]) => ask("changeRole", { params: { roleId }, body });
export const removeRole = (roleId: string) => ask("removeRole", { params: { roleId } });
export const fetchAssignments = (personId: string) => ask("showAssignments", { params: { personId } });
export const changeAssignments = (personId: string, body: Operations["changeAssignments"]["body"]) => ask("changeAssignments", { params: { personId }, body });
export const askViewersStatement = (siteId: string) => ask("sayViewers", { params: { siteId } });
export const fetchAccessReviews = () => ask("listAccessReviews", {});
export const openAccessReview = () => ask("openAccessReview", {});
export const fetchAccessReview = (reviewId: string, query: Operations["readAccessReview"]["query"]) => ask("readAccessReview", { params: { reviewId }, query });
export const decideAccessReview = (reviewId: string, decisions: Operations["decideAccessReview"]["body"]["decisions"]) => ask("decideAccessReview", { params: { reviewId }, body: { decisions } });
export const signAccessReview = (reviewId: string) => ask("signAccessReview", { params: { reviewId } });
export const fetchAccessReviewList = (reviewId: string) => ask("downloadAccessReview", { params: { reviewId } });
export const changeAccessReviewPolicy = (everyMonths: number | null) => ask("changeAccessReviewPolicy", { body: { everyMonths } });
export const removePerson = (personId: string) => ask("removePerson", { params: { personId } });
export const resetSignIn = (personId: string) => ask("resetSignIn", { params: { personId } });
export const fetchInvitations = () => ask("listInvitations", {});
export const invite = (body: Operations["invite"]["body"]) => ask("invite", { body });
export const inviteAgain = (invitationId: string) => ask("inviteAgain", { params: { invitationId } });
export const withdrawInvitation = (invitationId: string) => ask("withdrawInvitation", { params: { invitationId } });
export const openInvitation = (link: string) => ask("openInvitation", { body: { link } });
export const acceptInvitation = (body: Operations["acceptInvitation"]["body"]) => ask("acceptInvitation", { body });
export const askForReset = (body: Operations["askForReset"]["body"]) => ask("askForReset", { body });
export const resetPassword = (body: Operations["useReset"]["body"]) => ask("useReset", { body });
export const fetchMail = () => ask("listMail", {});
export const readMail = (mailId: string) => ask("readMail", { params: { mailId } });

export const fetchStaffAccess = () => ask("listStaffAccess", { query: { limit: 100 } });
export const fetchStaffAccessGrant = (grantId: string) => ask("readStaffAccess", { params: { grantId } });
export const answerStaffAccess = (grantId: string, allow: boolean) => ask("answerStaffAccess", { params: { grantId }, body: { allow } });
export const endStaffAccess = (grantId: string) => ask("endStaffAccess", { params: { grantId } });
export const endAllStaffAccess = () => ask("endAllStaffAccess", {});
export const changeStaffAccessPolicy = (askedEachTime: boolean) => ask("changeStaffAccessPolicy", { body: { askedEachTime } });
