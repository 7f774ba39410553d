/** The key service that the settings name. The clients of those not named are never loaded. */
import type { AwsKmsOptions } from "./aws-kms.ts";
import type { AzureKeyVaultOptions } from "./azure-key-vault.ts";
import type { KeyService } from "./key-service.ts";
import type { LocalFileOptions } from "./local-file.ts";
import type { Pkcs11Options } from "./pkcs11.ts";

export type KeyServiceSettings =
  | ({ readonly kind: "local-file" } & LocalFileOptions)
  | ({ readonly kind: "pkcs11" } & Pkcs11Options)
  | ({ readonly kind: "aws-kms" } & AwsKmsOptions)
  | ({ readonly kind: "azure-key-vault" } & AzureKeyVaultOptions);

/** @throws Refusal key-service-*, root-key-*. */
export async function openKeyService(settings: KeyServiceSettings): Promise<KeyService> {
  switch (settings.kind) {
    case "local-file":
      return (await import("./local-file.ts")).localFileKeyService(settings);
    case "pkcs11":
      return (await import("./pkcs11.ts")).pkcs11KeyService(settings);
    case "aws-kms":
      return (await import("./aws-kms.ts")).awsKmsKeyService(settings);
    case "azure-key-vault":
      return (await import("./azure-key-vault.ts")).azureKeyVaultKeyService(settings);
  }
}
