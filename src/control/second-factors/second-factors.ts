/**
 * Second factors (promise A3): authenticator app, passkeys, recovery codes; the second step of signing in, and step-up. The door.
 *
 * Invariant: a session is whole only if a second factor was proven in it, and nobody with a password alone adds one to an
 * account that has one. What a session may do is left to sessions, and which acts ask for a fresh proof to the verbs.
 */
export { newChallenge, takeChallenge } from "./passkey-challenge.ts";
export {
  newPasskeyAnswer, newPasskeyOptions, passkeyAnswer, passkeyOptions, passkeyRefused, verifyNewPasskey, verifyPasskey,
  type Attestation, type NewPasskeyAnswer, type PasskeyAnswer, type PasskeyOptions,
} from "./webauthn.ts";
export { secondFactorRoutes } from "./second-factors.routes.ts";
