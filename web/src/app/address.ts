/**
 * Addresses as the browser shows them: filters stand after the `#`, which browsers keep to themselves.
 *
 * What somebody searches for is a ledger's: names, numbers, amounts. After a `?` it would be sent to whoever serves these pages at each
 * reload, and to every proxy before it; that is control, which knows no customer's data. Within the app the router works with `?` as it is used to.
 */
import { createBrowserHistory, type HistoryLocation, type RouterHistory } from "@tanstack/react-router";

/** For an anchor: it can be copied and opened elsewhere. */
export const shownAddress = (path: string): string => path.replace("?", "#");

/** A mailed link's secret stands after the `#` too, and is none: it has no `=`. A `?` of before, or of the server's redirect, is read as well. */
export function readAddress({ pathname, search, hash }: Pick<Location, "pathname" | "search" | "hash">): string {
  const filters = new URLSearchParams(search);
  if (hash.includes("=")) for (const [name, value] of new URLSearchParams(hash.slice(1))) filters.set(name, value);
  const text = filters.toString();
  return text ? `${pathname}?${text}` : pathname;
}

/** The history has given the entry its state before it asks where it is. */
function whereWeAre(): HistoryLocation {
  const href = readAddress(window.location);
  const [pathname = "/", search] = href.split("?");
  return { href, pathname, search: search === undefined ? "" : `?${search}`, hash: "", state: window.history.state as HistoryLocation["state"] };
}

export const openHistory = (): RouterHistory => createBrowserHistory({ createHref: shownAddress, parseLocation: whereWeAre });
