/**
 * What control tells a region when something ends before its tokens do: the words both sides use.
 *
 * A session or a grant that is over is over for good. A person or an API client goes on with fewer rights, or comes back:
 * for these, tokens below a generation are refused. Control counts the generation up in the transaction of the change and
 * reads it in the same statement as the rights, so no clock decides whether a token was made before or after.
 */
import { z } from "zod";
import type { OrganisationId } from "../../base/ids.ts";

export type Revocation = {
  /** A session or a grant, by its id: over for good. Somebody whose tokens have generations: `holderSubject`. */
  readonly subject: string;
  /** Tokens of an older generation are refused; null: all of them, for good. */
  readonly below: number | null;
};

/** A person who goes over to another customer begins anew there. */
export const holderSubject = (organisation: OrganisationId, holder: string): string => `${organisation} ${holder}`;

/** Longer than a token lives (5 minutes) and a request that it began may go on (15 more), and some. */
export const REVOCATION_KEPT_MS = 30 * 60_000;
export const REVOCATIONS_AT_ONCE = 500;

const revocation = z.strictObject({ subject: z.string().min(1).max(100), below: z.int().positive().nullable() });

/** Control to a region, pushed. */
export const revocationBatch = z.strictObject({ items: z.array(revocation).max(REVOCATIONS_AT_ONCE) });
/** A region to control: what it has not heard since. The cursor is control's own, opaque to the region; null: everything that is still kept. */
export const revocationsAsked = z.strictObject({ since: z.string().regex(/^\d{1,20}$/).nullable() });
/** Control's answer. */
export const revocationsTold = z.strictObject({ items: z.array(revocation).max(20_000), cursor: z.string().regex(/^\d{1,20}$/) });
