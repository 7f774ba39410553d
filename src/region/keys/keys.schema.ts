/** What the routes of keys take and give. Ids, instants, counts and names of key services; no key material, ever. */
import { z } from "@hono/zod-openapi";
import { instantSchema } from "../region.schema.ts";

export const siteStateSchema = z.object({
  state: z.enum(["ready", "paused", "closed"]).openapi({ description: "paused: work waits for a key and loses nothing. closed: the keys were destroyed." }),
  code: z.string().nullable().openapi({ description: "Why it is not ready; stable.", example: "customer-key-revoked" }),
  message: z.string().nullable(),
}).openapi("SiteState");
export type SiteState = z.infer<typeof siteStateSchema>;

const keyServiceKind = z.enum(["local-file", "pkcs11", "aws-kms", "azure-key-vault"]);

const protectedSchema = z.object({
  kind: z.string().openapi({ description: "Of what, as table.column or kind of file.", example: "finding.item" }),
  purpose: z.enum(["rows", "blob", "index"]),
  dataKeys: z.number().int(),
}).openapi("ProtectedByKey");

const keyVersionSchema = z.object({
  version: z.number().int(),
  state: z.enum(["active", "retiring", "erasing", "destroyed"]),
  createdAt: instantSchema, ageDays: z.number().int(), retiredAt: instantSchema.nullable(), destroyedAt: instantSchema.nullable(),
  customerHeld: z.boolean().openapi({ description: "The customer's own key is needed as well to open anything under it." }),
  protects: z.array(protectedSchema),
}).openapi("KeyVersion");

export const keysSchema = z.object({
  state: siteStateSchema,
  rotateBy: instantSchema.nullable(), rotateAfterDays: z.number().int(), rotationUnderWay: z.boolean(),
  versions: z.array(keyVersionSchema).openapi({ description: "Newest first." }),
  root: z.object({ keyService: keyServiceKind, createdAt: instantSchema, ageDays: z.number().int(), rotateBy: instantSchema }).nullable()
    .openapi({ description: "The region's root key, which wraps the site's; null while its key service is away." }),
  customerKey: z.object({ kind: keyServiceKind, name: z.string(), inUse: z.boolean() }).nullable(),
  certificate: z.object({ id: z.string(), madeAt: instantSchema }).nullable().openapi({ description: "Of destruction, once the keys are destroyed." }),
}).openapi("Keys");
export type Keys = z.infer<typeof keysSchema>;

/** What a customer may name by itself: a key in its own account, to which it has given this service the use. */
const namedKeySchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("aws-kms"),
    key: z.string().max(200).regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, "the ARN of a symmetric KMS key").openapi({ example: "arn:aws:kms:eu-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab" }),
  }),
  z.strictObject({
    kind: z.literal("azure-key-vault"),
    vault: z.string().max(200).regex(/^https:\/\/[a-z0-9-]{3,24}\.(vault|managedhsm)\.azure\.net$/i, "the address of a vault").openapi({ example: "https://contoso.vault.azure.net" }),
    key: z.string().regex(/^[0-9a-zA-Z-]{1,127}$/, "the name of an RSA key in it"),
  }),
]);

export const holdCustomerKeySchema = z.strictObject({
  connection: namedKeySchema.nullable().default(null).openapi({ description: "null: the one that the operator has connected for this site." }),
}).openapi("HoldCustomerKey");

export const destroyKeysSchema = z.strictObject({
  confirm: z.string().max(100).openapi({ description: "The id of the site, again." }),
}).openapi("DestroyKeys");
