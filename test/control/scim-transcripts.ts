/**
 * What two large identity providers send, in order, written from their public documentation (Microsoft: "Develop and plan
 * provisioning for a SCIM endpoint"; Okta: "SCIM 2.0 protocol reference"). Not captured from their services. `{user}` and
 * `{group}` stand for the ids that we answered with.
 */
export type Step = { readonly says: string; readonly method: string; readonly path: string; readonly body?: object; readonly status: number; readonly shows?: object };

const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const patch = (...Operations: readonly object[]): object => ({ schemas: [PATCH], Operations });

export const ENTRA: readonly Step[] = [
  { says: "tests the connection with a user that cannot be", method: "GET", path: `/Users?filter=userName eq "5171a35d82074e068ce2"`, status: 200, shows: { totalResults: 0, Resources: [] } },
  { says: "looks for the user", method: "GET", path: `/Users?filter=userName eq "ines@northwind.example"`, status: 200, shows: { totalResults: 0 } },
  {
    says: "makes the user", method: "POST", path: "/Users", status: 201, shows: { userName: "ines@northwind.example", active: true, externalId: "ines" },
    body: { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"], externalId: "ines", userName: "ines@northwind.example", active: true, displayName: "Ines Ortega", emails: [{ primary: true, type: "work", value: "ines@northwind.example" }], meta: { resourceType: "User" }, name: { formatted: "Ines Ortega", familyName: "Ortega", givenName: "Ines" }, roles: [] },
  },
  { says: "reads it back", method: "GET", path: "/Users/{user}", status: 200, shows: { displayName: "Ines Ortega" } },
  { says: "finds it by its own id", method: "GET", path: `/Users?filter=externalId eq "ines"`, status: 200, shows: { totalResults: 1 } },
  { says: "changes names, with capitals and a path into a list", method: "PATCH", path: "/Users/{user}", status: 200, shows: { name: { familyName: "Ortega-Lind" }, emails: [{ value: "ines.ortega@northwind.example" }] }, body: patch({ op: "Replace", path: `emails[type eq "work"].value`, value: "ines.ortega@northwind.example" }, { op: "Replace", path: "name.familyName", value: "Ortega-Lind" }) },
  { says: "adds what was not there", method: "PATCH", path: "/Users/{user}", status: 200, shows: { "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { department: "Finance" } }, body: patch({ op: "Add", path: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", value: "Finance" }) },
  { says: "changes several without a path, dotted", method: "PATCH", path: "/Users/{user}", status: 200, shows: { displayName: "Ines O.", name: { givenName: "I." } }, body: patch({ op: "replace", value: { displayName: "Ines O.", "name.givenName": "I." } }) },
  { says: "looks for the group", method: "GET", path: `/Groups?excludedAttributes=members&filter=displayName eq "AP managers"`, status: 200, shows: { totalResults: 0 } },
  { says: "makes the group", method: "POST", path: "/Groups", status: 201, shows: { displayName: "AP managers", members: [] }, body: { schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group", "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"], externalId: "8aa1a0c0", displayName: "AP managers", meta: { resourceType: "Group" } } },
  { says: "adds a member", method: "PATCH", path: "/Groups/{group}", status: 200, body: patch({ op: "Add", path: "members", value: [{ $ref: null, value: "{user}" }] }) },
  { says: "asks whether it is one", method: "GET", path: `/Groups?excludedAttributes=members&filter=id eq "{group}"`, status: 200, shows: { totalResults: 1 } },
  { says: "renames the group without a path", method: "PATCH", path: "/Groups/{group}", status: 200, shows: { displayName: "AP management" }, body: patch({ op: "Replace", value: { displayName: "AP management" } }) },
  { says: "takes the member out", method: "PATCH", path: "/Groups/{group}", status: 200, shows: { members: [] }, body: patch({ op: "Remove", path: "members", value: [{ $ref: null, value: "{user}" }] }) },
  { says: "disables the user, with a text", method: "PATCH", path: "/Users/{user}", status: 200, shows: { active: false }, body: patch({ op: "Replace", path: "active", value: "False" }) },
  { says: "enables the user, with a text", method: "PATCH", path: "/Users/{user}", status: 200, shows: { active: true }, body: patch({ op: "Replace", path: "active", value: "True" }) },
  { says: "deletes the group", method: "DELETE", path: "/Groups/{group}", status: 204 },
  { says: "deletes the user", method: "DELETE", path: "/Users/{user}", status: 204 },
  { says: "sees that it is gone", method: "GET", path: "/Users/{user}", status: 404, shows: { schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: "404" } },
];

export const OKTA: readonly Step[] = [
  { says: "tests the connection", method: "GET", path: "/ServiceProviderConfig", status: 200, shows: { patch: { supported: true } } },
  { says: "asks for the first pages", method: "GET", path: "/Users?startIndex=1&count=2", status: 200, shows: { startIndex: 1 } },
  { says: "looks for the user", method: "GET", path: `/Users?filter=userName eq "omar@northwind.example"&startIndex=1&count=100`, status: 200, shows: { totalResults: 0 } },
  { says: "makes the user", method: "POST", path: "/Users", status: 201, shows: { active: true }, body: { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName: "omar@northwind.example", name: { givenName: "Omar", familyName: "Haddad" }, emails: [{ primary: true, value: "omar@northwind.example", type: "work" }], displayName: "Omar Haddad", locale: "en-US", externalId: "00ujl29u0le5T6Aj10h7", groups: [], password: "1mz050nq", active: true } },
  { says: "makes the user again", method: "POST", path: "/Users", status: 409, shows: { scimType: "uniqueness", status: "409" }, body: { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName: "OMAR@northwind.example", active: true } },
  { says: "replaces the user", method: "PUT", path: "/Users/{user}", status: 200, shows: { name: { familyName: "Haddad-Roy" } }, body: { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], id: "{user}", userName: "omar@northwind.example", name: { givenName: "Omar", familyName: "Haddad-Roy" }, emails: [{ primary: true, value: "omar@northwind.example", type: "work" }], active: true, groups: [], meta: { resourceType: "User" } } },
  { says: "makes the group with its member", method: "POST", path: "/Groups", status: 201, shows: { displayName: "AP managers", members: [{ value: "{user}" }] }, body: { schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"], displayName: "AP managers", members: [{ value: "{user}", display: "omar@northwind.example" }] } },
  { says: "renames the group, with its id in the value", method: "PATCH", path: "/Groups/{group}", status: 200, shows: { displayName: "Payables" }, body: patch({ op: "replace", value: { id: "{group}", displayName: "Payables" } }) },
  { says: "takes the member out by a filter", method: "PATCH", path: "/Groups/{group}", status: 200, shows: { members: [] }, body: patch({ op: "remove", path: `members[value eq "{user}"]` }) },
  { says: "adds it again and says so twice", method: "PATCH", path: "/Groups/{group}", status: 200, shows: { members: [{ value: "{user}" }] }, body: patch({ op: "add", path: "members", value: [{ value: "{user}", display: "omar" }] }, { op: "add", path: "members", value: [{ value: "{user}", display: "omar" }] }) },
  { says: "sets all members", method: "PUT", path: "/Groups/{group}", status: 200, shows: { members: [] }, body: { schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"], id: "{group}", displayName: "Payables", members: [] } },
  { says: "deactivates without a path", method: "PATCH", path: "/Users/{user}", status: 200, shows: { active: false }, body: patch({ op: "replace", value: { active: false } }) },
  { says: "reactivates", method: "PATCH", path: "/Users/{user}", status: 200, shows: { active: true }, body: patch({ op: "replace", value: { active: true } }) },
];
