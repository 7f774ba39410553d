/** Moving between pages, and reading what the address says. Search values are text; each page decides what they may be. */
import { useParams, useRouter, useSearch } from "@tanstack/react-router";
import { useSuspenseQuery } from "@tanstack/react-query";
import * as queries from "../api/queries.ts";
import { paths } from "./paths.ts";
import type { Session, Site } from "../api/shapes.ts";

export type Going = { readonly to: (path: string) => void; readonly replace: (path: string) => void };

export function useGoing(): Going {
  const { history } = useRouter();
  return { to: (path) => history.push(path), replace: (path) => history.replace(path) };
}

/** Only an address of this app: what stands in a link must not send anyone elsewhere after signing in. */
export function ownPath(then: string | undefined): string {
  if (!then) return paths.home();
  const target = new URL(then, window.location.origin);
  // "/x/..//evil.example" is ours until its dots are resolved; then it is another host's.
  return target.origin === window.location.origin && then.startsWith("/") && !target.pathname.startsWith("//") ? target.pathname + target.search : paths.home();
}

export function useParam(name: string): string {
  const params: Record<string, string | undefined> = useParams({ strict: false });
  const value = params[name];
  if (value === undefined) throw new Error(`The address has no ${name}`);
  return value;
}

export const useFilters = (): Readonly<Record<string, string>> => useSearch({ strict: false });

export const useSession = (): Session => useSuspenseQuery(queries.session).data;

/** The site that the address names. The route has already refused one that this person does not have. */
export function useSite(): Site {
  const siteId = useParam("siteId");
  const site = useSession().sites.find((one) => one.id === siteId);
  if (!site) throw new Error("The session has lost its site");
  return site;
}
