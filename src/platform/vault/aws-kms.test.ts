/** The real AWS client against a local stand-in of the KMS API; it has not been run against AWS itself. */
import { expect, test } from "vitest";
import { newId } from "../../base/ids.ts";
import { ACCESS_KEY, startKmsStandIn } from "./aws-kms.standin.ts";
import { awsKmsKeyService } from "./aws-kms.ts";
import { KEY_SERVICE_CONTRACT } from "./key-service.contract.ts";
import { withinTime } from "./key-service.ts";
import { codeOf } from "./vault.fixture.ts";

const client = (endpoint: string, accessKeyId = ACCESS_KEY) => ({
  endpoint, region: "eu-west-2", maxAttempts: 1, credentials: { accessKeyId, secretAccessKey: "made-up" },
});
const context = { region: "uk", site: newId("sit"), version: 1 } as const;

test.each(KEY_SERVICE_CONTRACT)("AWS KMS: $what", ({ holds }) => holds(async () => {
  const kms = await startKmsStandIn();
  const again = () => awsKmsKeyService({ prefix: "spendward/uk", client: client(kms.endpoint) });
  const elsewhere = (begun: boolean) => awsKmsKeyService({ prefix: "spendward/eu", begun, client: client(kms.endpoint) });
  return { service: await again(), again, elsewhere, end: kms.stop };
}));

test("a customer's own key is used, never managed, and can be withheld and given back", async () => {
  const kms = await startKmsStandIn();
  const { KeyMetadata } = kms.act("CreateKey", {}) as { KeyMetadata: { KeyId: string } };
  const service = await awsKmsKeyService({ key: KeyMetadata.KeyId, client: client(kms.endpoint) });
  const wrapped = await service.wrap(Buffer.alloc(32, 3), context);
  expect(await codeOf(() => service.rotate())).toBe("root-key-not-ours");
  expect(await codeOf(() => service.destroy(KeyMetadata.KeyId))).toBe("root-key-not-ours");
  kms.act("DisableKey", { KeyId: KeyMetadata.KeyId });
  expect(await codeOf(() => service.unwrap(wrapped, context))).toBe("key-service-denied");
  expect(await codeOf(() => service.health())).toBe("key-service-denied");
  kms.act("EnableKey", { KeyId: KeyMetadata.KeyId });
  expect(Buffer.from(await service.unwrap(wrapped, context)).equals(Buffer.alloc(32, 3))).toBe(true);
  await service.close();
  await kms.stop();
});

test("wrong credentials, a service that is slow, and one that is down each have their refusal", async () => {
  const kms = await startKmsStandIn();
  const service = await awsKmsKeyService({ prefix: "spendward/uk", client: client(kms.endpoint) });
  const wrapped = await service.wrap(Buffer.alloc(32), context);
  expect(await codeOf(() => awsKmsKeyService({ prefix: "spendward/uk", client: client(kms.endpoint, "AKIAOTHER") }))).toBe("key-service-denied");
  kms.state.delayMs = 60_000;
  expect(await codeOf(() => withinTime(service, 20).unwrap(wrapped, context))).toBe("key-service-slow");
  await kms.stop();
  expect(await codeOf(() => service.unwrap(wrapped, context))).toBe("key-service-down");
  await service.close();
});
