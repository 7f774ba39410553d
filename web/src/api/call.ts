/**
 * Calls an operation of a plane by its name: the address, the method and the types come from what the plane publishes
 * (generated/), so that neither can drift from the routes.
 */
import { send, type Query } from "./send.ts";

type Operation = { params: object; query: object; body: unknown; answer: unknown };
type Address = { readonly method: "GET" | "POST" | "PUT" | "DELETE"; readonly path: string };
/** What an operation needs; parts that it does not have may be left out. */
export type Given<Op extends Operation> = (keyof Op["params"] extends never ? { params?: Op["params"] } : { params: Op["params"] }) &
  (Op["body"] extends undefined ? { body?: undefined } : { body: Op["body"] }) & { query?: Op["query"] };

export async function call<Op extends Operation>(origin: string, address: Address, given: Given<Op>, token?: string, extra?: Readonly<Record<string, string>>): Promise<Op["answer"]> {
  const path = address.path.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(String((given.params as Record<string, string>)[name])));
  // A browser sends an unsafe request without a body as such; with an empty object it is JSON like the others.
  const body = given.body ?? (address.method === "POST" ? {} : undefined);
  const response = await send(origin, path, { method: address.method, query: (given.query ?? {}) as Query, body, ...(token ? { token } : {}), ...(extra ? { extra } : {}) });
  if (response.status === 204) return undefined;
  const type = response.headers.get("content-type") ?? "";
  return (type.includes("json") ? response.json() : response.text()) as Promise<Op["answer"]>;
}
