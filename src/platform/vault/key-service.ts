/**
 * The key service: what holds the root keys of one region. Four kinds stand behind this one interface
 * (local file, PKCS#11, AWS KMS, Azure Key Vault), held to one contract suite (key-service.contract.ts).
 *
 * A root key never leaves its service; only keys of sites pass through it, wrapped and unwrapped. The same
 * interface serves a customer's own key, as a second wrap.
 */
import type { SiteId } from "../../base/ids.ts";
import type { Region } from "../../base/regions.ts";
import { isRefusal, refuse } from "./refusals.ts";

/** Bound to a wrapped site key wherever the service can bind anything; unwrapping asks for the same. */
export type SiteWrapContext = { readonly region: Region; readonly site: SiteId; readonly version: number };
/** A key of the control plane's own: its log store's. The version is the month. */
export type LogWrapContext = { readonly region: "control"; readonly site: "logs"; readonly version: number };
export type WrapContext = SiteWrapContext | LogWrapContext;

/** `root` names the root key version that wrapped it. */
export type Wrapped = { readonly root: string; readonly bytes: Uint8Array };

export type RootVersion = { readonly root: string; readonly createdAt: Date; readonly current: boolean };

export type KeyService = {
  readonly kind: "local-file" | "pkcs11" | "aws-kms" | "azure-key-vault";
  /** Wraps at most 4096 bytes under the current root version. */
  readonly wrap: (key: Uint8Array, context: WrapContext) => Promise<Wrapped>;
  /** @throws Refusal root-key-missing, wrapped-key-damaged, key-service-*. */
  readonly unwrap: (wrapped: Wrapped, context: WrapContext) => Promise<Uint8Array>;
  /** Makes a new root version current. Old versions still unwrap until they are destroyed. */
  readonly rotate: () => Promise<RootVersion>;
  /** For ever. @throws Refusal root-key-in-use for the current version. Destroying twice changes nothing. */
  readonly destroy: (root: string) => Promise<void>;
  /** Newest first. */
  readonly versions: () => Promise<readonly RootVersion[]>;
  /** Proves that the current root can wrap and unwrap now; throws the refusal that explains why not. */
  readonly health: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** What every kind takes when it is opened. */
export type OpenedAs = {
  /** Keys were wrapped under these roots before. Where none is found then, none is made: somebody has taken it away. */
  readonly begun?: boolean;
};

/** Makes the first root where there is none, unless there should be one. @throws Refusal root-key-missing */
export async function firstRoot(service: Pick<KeyService, "versions" | "rotate">, { begun = false }: OpenedAs): Promise<void> {
  if ((await service.versions()).length > 0) return;
  if (begun) throw refuse("root-key-missing");
  await service.rotate();
}

/** How a context is written where a service takes text. */
export const contextFields = (context: WrapContext): readonly string[] => [
  "spendward site key 1", context.region, context.site, String(context.version),
];

/**
 * The service with a limit on every answer: a service that hangs must not hang its callers with it.
 * @throws Refusal key-service-slow
 */
export function withinTime(service: KeyService, waitMs: number): KeyService {
  const limit = <T>(work: Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(refuse("key-service-slow")), waitMs);
    });
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  };
  return {
    kind: service.kind,
    wrap: (key, context) => limit(service.wrap(key, context)),
    unwrap: (wrapped, context) => limit(service.unwrap(wrapped, context)),
    rotate: () => limit(service.rotate()),
    destroy: (root) => limit(service.destroy(root)),
    versions: () => limit(service.versions()),
    health: () => limit(service.health()),
    close: () => service.close(),
  };
}

/** What the service's public interface says is always in its answer. @throws Refusal key-service-down when it is not. */
export function answered<T>(value: T | undefined): T {
  if (value === undefined) throw refuse("key-service-down");
  return value;
}

/** Whatever a service's client throws becomes a refusal; its own words may hold addresses and account names. */
export async function translated<T>(work: () => Promise<T>, codeOf: (error: unknown) => Parameters<typeof refuse>[0] | undefined): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isRefusal(error)) throw error;
    throw refuse(codeOf(error) ?? "key-service-down");
  }
}
