/**
 * Keys and sealing: everything a customer would call its data is sealed here before it is stored anywhere, and opened
 * nowhere else. Knows sites and regions, nothing of accounts payable. Formats are published in vectors/FORMAT.md.
 */
export type { Authority, CheckAuthority, KeyAct, RecordOpening } from "./authority.ts";
export type { SealedBytes } from "./blobs.ts";
export type { SiteKeys } from "./borrow.ts";
export type { Destruction } from "./destroy-site-key.ts";
export { createWhole, readWhole } from "./durable-file.ts";
export { folderShelf } from "./folder-shelf.ts";
export type { Inventory, KeyLine, RootLine } from "./inventory.ts";
export type { KeyService, RootVersion, WrapContext, Wrapped } from "./key-service.ts";
export { localFileKeyService } from "./local-file.ts";
export { checkMemoryFolder, sweepMemoryFolders, withMemoryFolder } from "./memory-folder.ts";
export { memoryDataKeys, memoryShelf } from "./memory-store.ts";
export { openKeyService, type KeyServiceSettings } from "./open-key-service.ts";
export { openVault, type SampleThing, type Vault, type VaultOptions } from "./open-vault.ts";
export type { Place } from "./place.ts";
export { PLANE_KEY_BYTES, type PlaneSeal, planeSeal, planeSealIn } from "./plane-seal.ts";
export { postgresDataKeys, postgresShelf, type InSite, type Queryable } from "./postgres-store.ts";
export { VAULT_CODES, type VaultCode } from "./refusals.ts";
export type { RootRotated } from "./rotate-root.ts";
export type { CustomerKeyChoice, Rotated } from "./rotate-site-key.ts";
export { MAX_ROW_BYTES, type SealedRow } from "./rows.ts";
export type { CustomerKeyService } from "./site-key.ts";
export type { DataKeyStore, Shelf, SiteKeyRecord } from "./store.ts";
