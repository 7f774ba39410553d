/** Single sign-on, domains and provisioning at the control plane. */
import { call, type Given } from "./call.ts";
import { OPERATIONS, type Operations } from "./generated/control.ts";
import { withStepUp } from "./step-up.ts";

type Name = keyof Operations;
const ask = <N extends Name>(name: N, given: Given<Operations[N]>): Promise<Operations[N]["answer"]> => withStepUp(() => call<Operations[N]>(window.location.origin, OPERATIONS[name], given));

export type Connection = Operations["showConnection"]["answer"];
export type Settings = NonNullable<Connection["settings"]>;
export type Domain = Operations["addDomain"]["answer"];
export type Policy = Operations["showSignOnPolicy"]["answer"];
export type Provisioning = Operations["showProvisioning"]["answer"];
export type TestResult = NonNullable<Operations["showConnectionTest"]["answer"]["result"]>;
export type AttackReport = Operations["attackConnection"]["answer"];

export const waysToSignIn = (email: string) => ask("waysToSignIn", { body: { email } });
export const signInWithConnection = (body: Operations["signInWithConnection"]["body"]) => ask("signInWithConnection", { body });
export const signOutEverywhere = () => ask("signOutEverywhere", {});
export const fetchConnections = () => ask("listConnections", {});
export const fetchConnection = (connectionId: string) => ask("showConnection", { params: { connectionId } });
export const createConnection = (body: Operations["createConnection"]["body"]) => ask("createConnection", { body });
export const changeConnection = (connectionId: string, body: Operations["changeConnection"]["body"]) => ask("changeConnection", { params: { connectionId }, body });
export const removeConnection = (connectionId: string) => ask("removeConnection", { params: { connectionId } });
export const switchConnection = (connectionId: string, on: boolean) => ask("switchConnection", { params: { connectionId }, body: { on } });
export const readMetadata = (body: Operations["readProviderMetadata"]["body"]) => ask("readProviderMetadata", { body });
export const startTest = (connectionId: string) => ask("startConnectionTest", { params: { connectionId } });
export const fetchTest = (connectionId: string, testId: string) => ask("showConnectionTest", { params: { connectionId, testId } });
export const attackConnection = (connectionId: string) => ask("attackConnection", { params: { connectionId } });
export const fetchDomains = () => ask("listDomains", {});
export const addDomain = (name: string) => ask("addDomain", { body: { name } });
export const checkDomain = (name: string) => ask("checkDomain", { params: { name } });
export const removeDomain = (name: string) => ask("removeDomain", { params: { name } });
export const fetchPolicy = () => ask("showSignOnPolicy", {});
export const changePolicy = (body: Operations["changeSignOnPolicy"]["body"]) => ask("changeSignOnPolicy", { body });
export const fetchProvisioning = () => ask("showProvisioning", {});
export const createToken = () => ask("createProvisioningToken", {});
export const removeToken = (tokenId: string) => ask("removeProvisioningToken", { params: { tokenId } });
export const changeProvisioningRoles = (body: Operations["changeProvisioningRoles"]["body"]) => ask("changeProvisioningRoles", { body });
