/**
 * Connections that a customer asked us to make: the door.
 *
 * Invariant: no such connection reaches an address inside (loopback, private, link-local, cloud metadata, anything not on the public
 * internet) unless the operator's settings allow it. Names are resolved by us, every address is checked, and the connection is made to
 * the address that was checked, anew at each connect. TLS 1.2 or 1.3 with a verified certificate only (D2); redirects are not followed.
 */
export { isInside, openAddressGuard, type AddressGuard } from "./address-guard.ts";
export { connectTls, type TlsTarget } from "./connect-tls.ts";
export { postHttps, type Posted } from "./post-https.ts";
export { EgressTrouble, troubleOf, type TroubleCode } from "./trouble.ts";
