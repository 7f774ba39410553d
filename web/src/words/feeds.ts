/** Feeds in words: why one does not get through, and what to do about it. Codes that are newer than this page are shown as they are. */

const TROUBLES: Readonly<Record<string, readonly [what: string, todo: string]>> = {
  "name-not-found": ["There is no server of that name.", "Check the name, and that it is in the public DNS."],
  "address-refused": ["The name leads to an address inside a private network.", "Give the server a public address, or ask the operator to open its range."],
  "connection-refused": ["The server refused the connection.", "Check the port, and that the server is running."],
  "no-answer": ["The server did not answer in time.", "Check that its firewall lets this service in."],
  "connection-lost": ["The connection broke off.", "Look into the server's own log."],
  "not-confirmed": ["The server took the connection and never said that it has read everything.", "A syslog server has to read to the end and close; look into its own log."],
  "certificate-expired": ["The server's certificate has expired, or is not valid yet.", "Renew it."],
  "certificate-unknown": ["The server's certificate was issued by an authority that is not trusted.", "Give the authority's certificate with the feed."],
  "certificate-other-name": ["The server's certificate is for another name.", "Use the name that it is for, or a certificate for this one."],
  "certificate-refused": ["The server wants a certificate from us, or does not accept the one we gave.", "Give a certificate and key that it accepts."],
  "tls-failed": ["No TLS 1.2 or 1.3 connection came about.", "Check that the port speaks TLS, version 1.2 or later."],
  redirected: ["The server sent us elsewhere.", "Give the address that it leads to; redirects are not followed."],
  gone: ["The server says that this address is gone.", "Give the new address, then let the feed go on."],
  "answered-busy": ["The server is busy and asked us to wait.", "Nothing; it is tried again."],
  "answered-refused": ["The server refused what was sent.", "Check the address and whatever it carries to let us in."],
  "answered-error": ["The server answered with an error of its own.", "Look into the server's log."],
  "not-reached": ["The server could not be reached.", "Check the name, the port and the network between."],
};

export const troubleWords = (code: string): string => TROUBLES[code]?.[0] ?? `It did not work: ${code}.`;
export const remedyWords = (code: string): string => TROUBLES[code]?.[1] ?? "Look into the server's own log.";
