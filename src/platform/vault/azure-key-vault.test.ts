/** The real Azure client against a local stand-in of the REST API; it has not been run against Azure itself. */
import { expect, test } from "vitest";
import { newId } from "../../base/ids.ts";
import { startKeyVaultStandIn, TOKEN } from "./azure-key-vault.standin.ts";
import { azureKeyVaultKeyService } from "./azure-key-vault.ts";
import { KEY_SERVICE_CONTRACT } from "./key-service.contract.ts";
import { codeOf } from "./vault.fixture.ts";

/** The stand-in speaks plain HTTP on the loopback interface, and its name is not under vault.azure.net. */
const local = (vault: string, token = TOKEN) => ({
  vault,
  credential: { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) },
  client: { allowInsecureConnection: true, disableChallengeResourceVerification: true, retryOptions: { maxRetries: 0 } },
});
const context = { region: "uk", site: newId("sit"), version: 1 } as const;

test.each(KEY_SERVICE_CONTRACT)("Azure Key Vault: $what", ({ holds }) => holds(async () => {
  const vault = await startKeyVaultStandIn();
  const again = () => azureKeyVaultKeyService({ prefix: "spendward-uk", ...local(vault.origin) });
  const elsewhere = (begun: boolean) => azureKeyVaultKeyService({ prefix: "spendward-eu", begun, ...local(vault.origin) });
  return { service: await again(), again, elsewhere, end: vault.stop };
}));

test("a customer's own key is used, never managed, and can be withheld and given back", async () => {
  const vault = await startKeyVaultStandIn();
  vault.create("theirs");
  const service = await azureKeyVaultKeyService({ key: "theirs", ...local(vault.origin) });
  const wrapped = await service.wrap(Buffer.alloc(32, 3), context);
  expect(await codeOf(() => service.rotate())).toBe("root-key-not-ours");
  expect(await codeOf(() => service.destroy(wrapped.root))).toBe("root-key-not-ours");
  vault.enable("theirs", false);
  expect(await codeOf(() => service.unwrap(wrapped, context))).toBe("key-service-denied");
  vault.enable("theirs", true);
  expect(Buffer.from(await service.unwrap(wrapped, context)).equals(Buffer.alloc(32, 3))).toBe(true);
  await vault.stop();
});

test("a key under purge protection is deleted all the same, and does not unwrap", async () => {
  const vault = await startKeyVaultStandIn();
  vault.state.purgeProtected = true;
  const service = await azureKeyVaultKeyService({ prefix: "spendward-uk", ...local(vault.origin) });
  const old = await service.wrap(Buffer.alloc(32), context);
  await service.rotate();
  await service.destroy(old.root);
  expect(await codeOf(() => service.unwrap(old, context))).toBe("root-key-missing");
  await vault.stop();
});

test("a root on another host, a wrong token and a vault that is down each have their refusal", async () => {
  const vault = await startKeyVaultStandIn();
  const service = await azureKeyVaultKeyService({ prefix: "spendward-uk", ...local(vault.origin) });
  const wrapped = await service.wrap(Buffer.alloc(32), context);
  const elsewhere = wrapped.root.replace("127.0.0.1", "127.0.0.2");
  expect(await codeOf(() => service.unwrap({ ...wrapped, root: elsewhere }, context))).toBe("root-key-missing");
  expect(await codeOf(() => azureKeyVaultKeyService({ prefix: "spendward-uk", ...local(vault.origin, "wrong") }))).toBe("key-service-denied");
  await vault.stop();
  expect(await codeOf(() => service.unwrap(wrapped, context))).toBe("key-service-down");
});
