/**
 * Every way in which opening can be refused, as one table: stable code, kind, and the words that may be shown.
 *
 * None says anything about content, and none says more about another site's data than "not found" would.
 * The codes are looked up in README.md, which must list each of them (a test compares).
 */
import { Refusal, type RefusalKind } from "../../base/errors.ts";

const TABLE = {
  // A sealed thing that is not what it should be. A restore from backup is the remedy for all of them.
  "sealed-empty": ["conflict", "The sealed data is empty."],
  "sealed-truncated": ["conflict", "The sealed data ends too early."],
  "sealed-over-long": ["conflict", "The sealed data is longer than it says it is."],
  "sealed-too-large": ["too_large", "The data is larger than a sealed row may be."],
  "sealed-unknown-format": ["conflict", "The sealed data has a format or version that this release does not know."],
  "sealed-wrong-region": ["conflict", "The sealed data belongs to another region."],
  "sealed-wrong-site": ["conflict", "The sealed data belongs to another site."],
  "sealed-wrong-place": ["conflict", "The sealed data belongs to another place."],
  "sealed-wrong-key": ["conflict", "The sealed data was not made with the key it names."],
  "sealed-key-unknown": ["conflict", "The key that the sealed data names does not exist here."],
  "sealed-damaged": ["conflict", "The sealed data was changed after it was sealed."],
  "wrapped-key-damaged": ["conflict", "A stored key was changed after it was wrapped, or belongs elsewhere."],
  // Keys of a site.
  "site-key-missing": ["not_found", "There is no such site."],
  "site-key-exists": ["conflict", "This site has a key already."],
  "site-key-destroyed": ["conflict", "The key of this site has been destroyed. Its data cannot be opened any more."],
  "site-key-unproven": ["conflict", "A sample could still be opened after the key was destroyed."],
  "site-key-changed": ["conflict", "The keys of this site were changed by someone else at the same time. Try again."],
  "customer-key-missing": ["unavailable", "This site needs the customer's own key, and its key service is not connected."],
  "customer-key-revoked": ["unavailable", "The customer's own key is withheld at present. Work on this site waits until it returns."],
  // Authority.
  "authority-other-site": ["not_found", "There is no such site."],
  "authority-expired": ["forbidden", "The access that was granted has ended."],
  "authority-read-only": ["forbidden", "The access that was granted is for reading only."],
  // Key services.
  "key-service-down": ["unavailable", "The key service does not answer. Try again later."],
  "key-service-slow": ["unavailable", "The key service did not answer in time. Try again later."],
  "key-service-denied": ["unavailable", "The key service refused the credentials of this service."],
  "key-service-wrong-pin": ["unavailable", "The key service refused the PIN or passphrase."],
  "key-service-not-installed": ["unavailable", "The client of this kind of key service is not installed here."],
  "root-key-missing": ["unavailable", "The key service does not hold the root key that is needed."],
  "root-key-not-ours": ["forbidden", "This root key is managed by its owner, and rotated and destroyed there."],
  "root-key-in-use": ["conflict", "The current root key cannot be destroyed. Rotate first."],
  "root-key-exposed": ["unavailable", "The root key file can be read by others. Set its permissions to 0600 and its folder's to 0700."],
  "root-key-unreadable": ["unavailable", "The root key file is damaged or of an unknown format."],
  // Working files.
  "no-memory-folder": ["unavailable", "There is no memory-backed folder, and clear text is never written to a disk."],
} as const satisfies Record<string, readonly [RefusalKind, string]>;

export type VaultCode = keyof typeof TABLE;
export const VAULT_CODES = Object.keys(TABLE) as readonly VaultCode[];

export function refuse(code: VaultCode): Refusal {
  const [kind, message] = TABLE[code];
  return new Refusal(kind, code, message);
}

export const isRefusal = (error: unknown, code?: VaultCode): error is Refusal =>
  error instanceof Refusal && (code === undefined || error.code === code);
