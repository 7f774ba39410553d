/** What the staff area asks of the control plane, and its passkeys. The same plane as customers use, by doors of their own. */
import { call, type Given } from "./call.ts";
import { OPERATIONS, type Operations } from "./generated/control.ts";
import { fromBrowser, load } from "./passkey.ts";
import { withStepUp } from "./step-up.ts";

type Name = keyof Operations;
const ask = <N extends Name>(name: N, given: Given<Operations[N]>): Promise<Operations[N]["answer"]> =>
  withStepUp(() => call<Operations[N]>(window.location.origin, OPERATIONS[name], given));

export type { AccessGrant, Campaign, CampaignDetail, CampaignTemplate, CampaignTemplateText, NewCampaign, Phishing, StaffAccessGrant, StaffAgreement, StaffCourse, StaffDetail, StaffInvited, StaffOwn, StaffPerson, StaffQuiz, StaffQuizResult, StaffSignIns, StandingAccess } from "./generated/control.ts";
export type Duty = Operations["giveStaffDuty"]["body"]["duty"];
export type Terms = Operations["changeStaff"]["body"];
export type NewStaff = Operations["addStaff"]["body"];
export type NewCheck = Operations["recordStaffCheck"]["body"];

export const fetchOwn = () => ask("showStaffOwn", {});
export const signOut = () => ask("signOutStaff", {});
export const fetchPeople = () => ask("listStaff", {});
export const fetchPerson = (staffId: string) => ask("showStaff", { params: { staffId } });
export const addPerson = (body: NewStaff) => ask("addStaff", { body });
export const changePerson = (staffId: string, body: Terms) => ask("changeStaff", { params: { staffId }, body });
export const recordCheck = (staffId: string, body: NewCheck) => ask("recordStaffCheck", { params: { staffId }, body });
export const sendLink = (staffId: string) => ask("sendStaffLink", { params: { staffId } });
export const giveDuty = (staffId: string, duty: Duty, reason: string) => ask("giveStaffDuty", { params: { staffId }, body: { duty, ...(reason.trim() ? { reason: reason.trim() } : {}) } });
export const takeDuty = (staffId: string, duty: Duty) => ask("takeStaffDuty", { params: { staffId, duty } });
export const endEmployment = (staffId: string) => ask("endEmployment", { params: { staffId } });
export const fetchConflicts = () => ask("listDutyConflicts", {});
export const fetchMail = () => ask("listStaffMail", {});
export const readMail = (mailId: string) => ask("readStaffMail", { params: { mailId } });
export const fetchTraining = () => ask("listStaffTraining", {});
export const fetchCourse = (course: string) => ask("readStaffCourse", { params: { course } });
export const beginQuiz = (course: string) => ask("beginStaffQuiz", { params: { course } });
export const answerQuiz = (course: string, quizId: string, answers: number[]) => ask("answerStaffQuiz", { params: { course, quizId }, body: { answers } });
export const fetchAgreements = () => ask("listStaffAgreements", {});
export const fetchStandingAccess = () => ask("showStandingAccess", {});
export const fetchSignIns = () => ask("showStaffSignIns", {});
export const openEnrolment = (token: string) => ask("openStaffEnrolment", { body: { token } });

export type AccessAsked = Operations["askForAccess"]["body"];
export type Emergency = Operations["breakGlass"]["body"];
export const fetchGrants = () => ask("listGrants", { query: { limit: 100 } });
export const fetchGrant = (grantId: string) => ask("readGrant", { params: { grantId } });
export const askForAccess = (body: AccessAsked) => ask("askForAccess", { body });
export const breakGlass = (body: Emergency) => ask("breakGlass", { body });
export const reviewAccess = (grantId: string, allow: boolean) => ask("reviewAccess", { params: { grantId }, body: { allow } });
export const authoriseAccess = (grantId: string, allow: boolean) => ask("authoriseAccess", { params: { grantId }, body: { allow } });
export const endAccess = (grantId: string) => ask("endAccess", { params: { grantId } });
export const accountFor = (grantId: string, account: string) => ask("accountForEmergency", { params: { grantId }, body: { account } });
export const issueGrantToken = (grantId: string) => ask("issueGrantToken", { params: { grantId } });

export const fetchPhishing = (month?: string) => ask("showPhishing", { query: { ...(month !== undefined && { month }) } });
export const fetchCampaigns = () => ask("listCampaigns", {});
export const fetchCampaign = (campaignId: string) => ask("readCampaign", { params: { campaignId } });
export const startCampaign = (body: Operations["startCampaign"]["body"]) => ask("startCampaign", { body });
export const stopCampaign = (campaignId: string) => ask("stopCampaign", { params: { campaignId } });
export const fetchTemplates = () => ask("listCampaignTemplates", {});
/** A new version of one, or a new one. */
export const writeTemplate = (templateId: string | undefined, body: Operations["addCampaignTemplate"]["body"]) => (templateId === undefined ? ask("addCampaignTemplate", { body }) : ask("writeCampaignTemplate", { params: { templateId }, body }));
export const tellSuspiciousMail = (what: string) => ask("tellSuspiciousMail", { body: { what } });
export const fetchSuspiciousMails = () => ask("listSuspiciousMails", {});

const NOT_USED = "No passkey was used. Try again with the one that you enrolled.";
const NOT_MADE = "No passkey was made. Try again with the security key or device that you were given.";

async function answerTo(options: unknown): Promise<never> {
  const { startAuthentication } = await load();
  return (await fromBrowser(startAuthentication({ optionsJSON: options as never }), NOT_USED)) as never;
}

async function made(options: unknown): Promise<never> {
  const { startRegistration } = await load();
  return (await fromBrowser(startRegistration({ optionsJSON: options as never }), NOT_MADE)) as never;
}

export const signIn = async () => ask("signInStaff", { body: { answer: await answerTo(await ask("askStaffPasskey", {})) } });
export const prove = async () => ask("proveStaff", { body: { answer: await answerTo(await ask("askStaffProof", {})) } });
export const enrol = async (token: string, name: string, options: unknown) => ask("enrolStaff", { body: { token, name, answer: await made(options) } });
export const addPasskey = async (name: string) => ask("addStaffPasskey", { body: { name, answer: await made(await ask("beginStaffPasskey", {})) } });

/** Over exactly what was shown: version and hash go along, and the plane refuses when they are not in force any more. */
export async function signAgreement({ id, version, sha256 }: { id: string; version: number; sha256: string }): Promise<void> {
  const options = await ask("askStaffSignature", { params: { agreement: id }, body: { version, sha256 } });
  await ask("signStaffAgreement", { params: { agreement: id }, body: { version, sha256, answer: await answerTo(options) } });
}
