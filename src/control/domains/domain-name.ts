/** A domain name as people type it, in the one form in which it is compared: lower case ASCII, without a dot at the end. */
import { domainToASCII } from "node:url";

/** Labels of letters, digits and hyphens (RFC 1123), at least two of them. */
const NAME = /^(?=.{3,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*$/;

/** Addresses under these are handed out to anybody, so no organisation can own one. */
const ANYBODYS = new Set([
  "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "icloud.com", "me.com", "aol.com", "gmx.com", "gmx.de", "gmx.net", "web.de",
  "proton.me", "protonmail.com", "mail.com", "yandex.com", "qq.com", "163.com", "zoho.com", "onmicrosoft.com", "co.uk", "com.au",
]);

/** undefined: not a domain name that an organisation can own. */
export function domainNameOf(text: string): string | undefined {
  const name = domainToASCII(text.trim().replace(/\.$/, "")).toLowerCase();
  return NAME.test(name) && !ANYBODYS.has(name) ? name : undefined;
}

/** What is after the one @ of an address; undefined when there is not exactly one. */
export function domainOfAddress(address: string): string | undefined {
  const [local, domain, ...more] = address.split("@");
  if (local === undefined || local === "" || domain === undefined || more.length > 0) return undefined;
  const name = domainToASCII(domain).toLowerCase();
  return NAME.test(name) ? name : undefined;
}
