/** Adds authorities to those that outgoing TLS trusts, for this process. The system's stay. */
import { getCACertificates, setDefaultCACertificates } from "node:tls";

export function trustAlso(pem: string | undefined): void {
  if (pem !== undefined) setDefaultCACertificates([...getCACertificates("default"), pem]);
}
