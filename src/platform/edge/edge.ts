/**
 * The edge: from which address, and from which country, a request comes. The door.
 *
 * Invariant: what a header says counts only if the connection comes from a proxy that the operator's settings name, and only as far as
 * named proxies have written it. Everybody else is where their connection comes from, whatever their headers say.
 */
export { type Client, type Edge, type EdgeSettings, openEdge } from "./open-edge.ts";
export { type CountryList, readCountryList } from "./country-list.ts";
