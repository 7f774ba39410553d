/** What this service says about itself (RFC 7643, sections 5 to 7): exactly what is there, and that the rest is not. */
import { GROUP_SCHEMA } from "./groups.ts";
import { USER_SCHEMA } from "./users.ts";

export const SERVICE_PROVIDER = {
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: 200 },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: true },
  authenticationSchemes: [{ type: "oauthbearertoken", name: "Bearer token", description: "A provisioning token, made under Settings, Provisioning", primary: true }],
};

const type = (name: string, endpoint: string, schema: string) => ({ schemas: ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"], id: name, name, endpoint, schema });
export const RESOURCE_TYPES = [type("User", "/Users", USER_SCHEMA), type("Group", "/Groups", GROUP_SCHEMA)];

type Attribute = { readonly name: string; readonly type: string; readonly multiValued: boolean; readonly required: boolean; readonly caseExact: boolean; readonly mutability: string; readonly returned: string; readonly uniqueness: string; readonly subAttributes?: readonly Attribute[] };
const attribute = (name: string, type: string, change: Partial<Attribute> = {}): Attribute => ({ name, type, multiValued: false, required: false, caseExact: false, mutability: "readWrite", returned: "default", uniqueness: "none", ...change });
const schema = (id: string, name: string, attributes: readonly Attribute[]) => ({ schemas: ["urn:ietf:params:scim:schemas:core:2.0:Schema"], id, name, attributes });

export const SCHEMAS = [
  schema(USER_SCHEMA, "User", [
    attribute("userName", "string", { required: true, uniqueness: "server" }),
    attribute("externalId", "string", { caseExact: true }),
    attribute("displayName", "string"),
    attribute("active", "boolean"),
    attribute("name", "complex", { subAttributes: ["formatted", "givenName", "familyName"].map((name) => attribute(name, "string")) }),
    attribute("emails", "complex", { multiValued: true, subAttributes: [attribute("value", "string"), attribute("type", "string"), attribute("primary", "boolean")] }),
  ]),
  schema(GROUP_SCHEMA, "Group", [
    attribute("displayName", "string", { required: true, uniqueness: "server" }),
    attribute("externalId", "string", { caseExact: true }),
    attribute("members", "complex", { multiValued: true, subAttributes: [attribute("value", "string", { mutability: "immutable" }), attribute("$ref", "reference", { mutability: "immutable" })] }),
  ]),
];
