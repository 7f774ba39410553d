/** API clients at the control plane. */
import { call, type Given } from "./call.ts";
import { OPERATIONS, type Operations } from "./generated/control.ts";

type Name = keyof Operations;
const ask = <N extends Name>(name: N, given: Given<Operations[N]>): Promise<Operations[N]["answer"]> => call<Operations[N]>(window.location.origin, OPERATIONS[name], given);

export type ApiClients = Operations["listApiClients"]["answer"];
export type ApiClient = ApiClients["items"][number];
export type ApiClientSettings = Operations["createApiClient"]["body"];

export const fetchApiClients = () => ask("listApiClients", {});
export const createApiClient = (body: ApiClientSettings) => ask("createApiClient", { body });
export const changeApiClient = (clientId: string, body: ApiClientSettings) => ask("changeApiClient", { params: { clientId }, body });
export const switchApiClient = (clientId: string, on: boolean) => ask("switchApiClient", { params: { clientId }, body: { on } });
export const removeApiClient = (clientId: string) => ask("removeApiClient", { params: { clientId } });
export const addApiClientSecret = (clientId: string) => ask("addApiClientSecret", { params: { clientId } });
export const removeApiClientSecret = (clientId: string, secretId: string) => ask("removeApiClientSecret", { params: { clientId, secretId } });
