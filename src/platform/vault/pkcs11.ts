/**
 * The key service on a PKCS#11 token (an HSM): root keys are AES-256 objects that cannot be read or exported, and the
 * token itself wraps and unwraps. Only this module loads the native client, and only when it is asked for.
 *
 * A root is a secret key object with our label; its CKA_ID is the root's name, `000001-2026-11-23T09:00:00.000Z-1a2b3c4d`,
 * and the highest number is current. Wrapped bytes: version 1 · nonce (12) · AES-256-GCM under the root, tag last;
 * associated data: the context's fields. One session, one operation at a time: PKCS#11 allows no more.
 */
import { randomBytes } from "node:crypto";
import type { Handle, PKCS11 } from "pkcs11js";
import { systemClock, type Clock } from "../../base/clock.ts";
import { contextFields, firstRoot, translated, type KeyService, type OpenedAs, type RootVersion } from "./key-service.ts";
import { fieldBytes } from "./place.ts";
import { refuse, type VaultCode } from "./refusals.ts";

export type Pkcs11Options = OpenedAs & {
  /** Path of the vendor's library. */
  readonly library: string;
  /** Label of the token. */
  readonly token: string;
  readonly pin: string;
  /** Label of our keys on the token: one per region that shares it. */
  readonly label?: string;
  readonly clock?: Clock;
};

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BITS = 128;

/** Connects, logs in, and makes the first root if the token holds none of ours. @throws Refusal key-service-*. */
export async function pkcs11KeyService(options: Pkcs11Options): Promise<KeyService> {
  const { label = "spendward-root", clock = systemClock } = options;
  const api = await loadClient();
  const { onToken, close } = await openToken(api, options);
  const find = (pkcs11: PKCS11, on: Handle): readonly Root[] => findRoots(api, pkcs11, on, label);
  const make = (pkcs11: PKCS11, on: Handle): RootVersion => {
    const [newest] = find(pkcs11, on);
    const createdAt = clock.now();
    const number = String(Number.parseInt(newest?.root ?? "0", 10) + 1).padStart(6, "0");
    const root = `${number}-${createdAt.toISOString()}-${randomBytes(4).toString("hex")}`;
    generate(api, pkcs11, on, label, root);
    return { root, createdAt, current: true };
  };
  const rootNamed = (pkcs11: PKCS11, on: Handle, root: string): Root => {
    const found = find(pkcs11, on).find((candidate) => candidate.root === root);
    if (found === undefined) throw refuse("root-key-missing");
    return found;
  };

  const service: KeyService = {
    kind: "pkcs11",
    wrap: (key, context) => onToken(async (pkcs11, on) => {
      const [newest] = find(pkcs11, on);
      if (newest === undefined) throw refuse("root-key-missing");
      const nonce = randomBytes(NONCE_BYTES);
      pkcs11.C_EncryptInit(on, gcm(api, nonce, fieldBytes(...contextFields(context))), newest.handle);
      const sealed = await pkcs11.C_EncryptAsync(on, Buffer.from(key), Buffer.alloc(key.length + TAG_BITS / 8));
      return { root: newest.root, bytes: Buffer.concat([Buffer.of(VERSION), nonce, sealed]) };
    }),
    unwrap: ({ root, bytes }, context) => onToken(async (pkcs11, on) => {
      const { handle } = rootNamed(pkcs11, on, root);
      const wrapped = Buffer.from(bytes);
      const least = 1 + NONCE_BYTES + TAG_BITS / 8;
      if (wrapped.length <= least || wrapped[0] !== VERSION) throw refuse("wrapped-key-damaged");
      pkcs11.C_DecryptInit(on, gcm(api, wrapped.subarray(1, 1 + NONCE_BYTES), fieldBytes(...contextFields(context))), handle);
      try {
        return await pkcs11.C_DecryptAsync(on, wrapped.subarray(1 + NONCE_BYTES), Buffer.alloc(wrapped.length));
      } catch (error) {
        throw isTagFailure(api, error) ? refuse("wrapped-key-damaged") : error;
      }
    }),
    rotate: () => onToken(async (pkcs11, on) => make(pkcs11, on)),
    destroy: (root) => onToken(async (pkcs11, on) => {
      const roots = find(pkcs11, on);
      if (roots[0]?.root === root) throw refuse("root-key-in-use");
      for (const found of roots) if (found.root === root) pkcs11.C_DestroyObject(on, found.handle);
    }),
    versions: () => onToken(async (pkcs11, on) =>
      find(pkcs11, on).map(({ root }, index) => ({ root, createdAt: new Date(root.slice(7, -9)), current: index === 0 }))),
    health: async () => {
      const context = { region: "uk", site: "sit_00000000-0000-7000-8000-000000000000", version: 0 } as const;
      await service.unwrap(await service.wrap(randomBytes(32), context), context);
    },
    close,
  };
  try {
    await firstRoot(service, options);
  } catch (error) {
    await service.close();
    throw error;
  }
  return service;
}

type Client = typeof import("pkcs11js");
type OnToken = <T>(work: (pkcs11: PKCS11, session: Handle) => Promise<T>) => Promise<T>;

/** The token in one session, which is opened when first needed and again after it was lost. */
async function openToken(api: Client, options: Pkcs11Options): Promise<{ readonly onToken: OnToken; readonly close: () => Promise<void> }> {
  const library = await asRefusals(api, async () => openLibrary(api, options.library));
  let session: Handle | undefined;
  const inTurn = turns();
  return {
    onToken: (work) =>
      inTurn(() => asRefusals(api, async () => {
        try {
          session ??= login(api, library.pkcs11, options);
          return await work(library.pkcs11, session);
        } catch (error) {
          if (isSessionLost(api, error)) session = undefined; // the next call logs in again
          throw error;
        }
      })),
    close: () => inTurn(async () => {
      try {
        if (session !== undefined) library.pkcs11.C_CloseSession(session);
      } finally {
        session = undefined;
        library.close();
      }
    }),
  };
}
type Root = { readonly root: string; readonly handle: Handle };

/** An optional package: where it could not be compiled, this kind of key service is not to be had. */
async function loadClient(): Promise<Client> {
  const client = await import("pkcs11js").catch(() => {
    throw refuse("key-service-not-installed");
  });
  return (client as { default?: Client }).default ?? client;
}

// A library is initialised once per process, however many services use it.
const libraries = new Map<string, { readonly pkcs11: PKCS11; users: number }>();

function openLibrary(api: Client, path: string) {
  const known = libraries.get(path) ?? { pkcs11: new api.PKCS11(), users: 0 };
  if (known.users === 0) {
    known.pkcs11.load(path);
    known.pkcs11.C_Initialize();
    libraries.set(path, known);
  }
  known.users += 1;
  const close = () => {
    known.users -= 1;
    if (known.users > 0) return;
    libraries.delete(path);
    known.pkcs11.C_Finalize();
    known.pkcs11.close();
  };
  return { pkcs11: known.pkcs11, close };
}

function login(api: Client, pkcs11: PKCS11, { token, pin }: Pkcs11Options): Handle {
  const slot = pkcs11.C_GetSlotList(true).find((candidate) => pkcs11.C_GetTokenInfo(candidate).label.trim() === token);
  if (slot === undefined) throw refuse("key-service-down");
  const session = pkcs11.C_OpenSession(slot, api.CKF_SERIAL_SESSION | api.CKF_RW_SESSION);
  try {
    pkcs11.C_Login(session, api.CKU_USER, pin);
  } catch (error) {
    // Another service of this process is logged in to the same token: logins are per process.
    if (codeOf(error) === api.CKR_USER_ALREADY_LOGGED_IN) return session;
    pkcs11.C_CloseSession(session);
    throw error;
  }
  return session;
}

/** Newest first. */
function findRoots(api: Client, pkcs11: PKCS11, session: Handle, label: string): readonly Root[] {
  pkcs11.C_FindObjectsInit(session, [{ type: api.CKA_CLASS, value: api.CKO_SECRET_KEY }, { type: api.CKA_LABEL, value: label }]);
  let handles: readonly Handle[];
  try {
    handles = pkcs11.C_FindObjects(session, 1000);
  } finally {
    pkcs11.C_FindObjectsFinal(session);
  }
  const roots = handles.map((handle) => {
    const [id] = pkcs11.C_GetAttributeValue(session, handle, [{ type: api.CKA_ID }]);
    return { root: Buffer.from(id?.value as Buffer).toString("utf8"), handle };
  });
  return roots.sort((a, b) => (a.root < b.root ? 1 : -1));
}

function generate(api: Client, pkcs11: PKCS11, session: Handle, label: string, root: string): void {
  pkcs11.C_GenerateKey(session, { mechanism: api.CKM_AES_KEY_GEN }, [
    { type: api.CKA_CLASS, value: api.CKO_SECRET_KEY },
    { type: api.CKA_KEY_TYPE, value: api.CKK_AES },
    { type: api.CKA_VALUE_LEN, value: 32 },
    { type: api.CKA_LABEL, value: label },
    { type: api.CKA_ID, value: Buffer.from(root, "utf8") },
    { type: api.CKA_TOKEN, value: true },
    { type: api.CKA_PRIVATE, value: true },
    { type: api.CKA_SENSITIVE, value: true },
    { type: api.CKA_EXTRACTABLE, value: false },
    { type: api.CKA_ENCRYPT, value: true },
    { type: api.CKA_DECRYPT, value: true },
  ]);
}

const gcm = (api: Client, iv: Buffer, aad: Buffer) => ({
  mechanism: api.CKM_AES_GCM,
  parameter: { type: api.CK_PARAMS_AES_GCM_v240, iv, aad, ivBits: NONCE_BYTES * 8, tagBits: TAG_BITS },
});

const codeOf = (error: unknown): number | undefined => (error as { code?: number } | undefined)?.code;

/** Vendors differ in what a wrong tag is called. */
const isTagFailure = (api: Client, error: unknown): boolean =>
  [api.CKR_ENCRYPTED_DATA_INVALID, api.CKR_ENCRYPTED_DATA_LEN_RANGE, api.CKR_GENERAL_ERROR, api.CKR_FUNCTION_FAILED].includes(codeOf(error) ?? -1);

const isSessionLost = (api: Client, error: unknown): boolean =>
  [api.CKR_SESSION_HANDLE_INVALID, api.CKR_SESSION_CLOSED, api.CKR_DEVICE_REMOVED, api.CKR_TOKEN_NOT_PRESENT, api.CKR_USER_NOT_LOGGED_IN]
    .includes(codeOf(error) ?? -1);

const asRefusals = <T>(api: Client, work: () => Promise<T>): Promise<T> =>
  translated(work, (error): VaultCode => {
    const code = codeOf(error) ?? -1;
    if ([api.CKR_PIN_INCORRECT, api.CKR_PIN_INVALID, api.CKR_PIN_LEN_RANGE, api.CKR_PIN_EXPIRED, api.CKR_PIN_LOCKED].includes(code)) {
      return "key-service-wrong-pin";
    }
    if ([api.CKR_KEY_HANDLE_INVALID, api.CKR_OBJECT_HANDLE_INVALID].includes(code)) return "root-key-missing";
    return "key-service-down";
  });

/** One after another, in the order asked. */
function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    return mine;
  };
}
