/** So many requests of one kind per address and minute. IPv6 counts by /64, which is what one customer line has. */
import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context, MiddlewareHandler } from "hono";
import { isIPv6 } from "node:net";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { Refusal } from "../../base/errors.ts";

/** @param keyOf adds to the address, e.g. the account that is being tried; undefined counts by address alone. */
export function rateLimit(options: {
  readonly points: number;
  readonly seconds: number;
  readonly keyOf?: (c: Context) => string;
}): MiddlewareHandler {
  const limiter = new RateLimiterMemory({ points: options.points, duration: options.seconds });
  return async (c, next) => {
    const key = `${addressOf(c)} ${options.keyOf?.(c) ?? ""}`;
    await limiter.consume(key).catch((state: { msBeforeNext?: number }) => {
      const waitSeconds = Math.ceil((state.msBeforeNext ?? options.seconds * 1000) / 1000);
      c.header("Retry-After", String(waitSeconds));
      throw new Refusal("too_many", "too-many-requests", `Too many attempts. Please try again in ${waitSeconds} seconds.`);
    });
    await next();
  };
}

function addressOf(c: Context): string {
  const address = getConnInfo(c).remote.address ?? "unknown";
  if (!isIPv6(address) || address.startsWith("::ffff:")) return address;
  const [head = "", tail = ""] = address.split("::");
  const groups = head.split(":").filter(Boolean);
  const missing = 8 - groups.length - tail.split(":").filter(Boolean).length;
  const full = address.includes("::") ? [...groups, ...Array<string>(missing).fill("0"), ...tail.split(":").filter(Boolean)] : groups;
  return full.slice(0, 4).join(":");
}
