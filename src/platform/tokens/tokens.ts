/**
 * Proofs that travel between planes: the door. Access tokens for browsers (issued by control, verified by a region) and
 * signed messages from plane to plane. Ed25519 only; the algorithm is pinned, never read from the token.
 */
export { type SigningKey, newSigningKey, readSigningKey, signingKeyIn, publicKeySet, type PublicKeys, fixedKeys } from "./keys.ts";
export { remoteKeys } from "./remote-keys.ts";
export { type AccessClaims, ACCESS_TOKEN_SECONDS, issueAccessToken, type VerifiedClaims, verifyAccessToken } from "./access-token.ts";
export { signStatement, type StatementFor, verifyStatement } from "./statement.ts";
export { MESSAGE_HEADER, type NonceStore, databaseNonces, type PlaneName, signMessage, verifyMessage } from "./message.ts";
export { holderSubject, REVOCATION_KEPT_MS, REVOCATIONS_AT_ONCE, type Revocation, revocationBatch, revocationsAsked, revocationsTold } from "./revocation.ts";
export { framed, unframed } from "./frame.ts";
export { issueTicketPass, TICKET_PASS_HEADER, type TicketPass, verifyTicketPass } from "./ticket-pass.ts";
