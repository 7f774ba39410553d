/** So many requests of one kind per address and minute. IPv6 counts by /64, which is what one customer line has. */
import type { Context, MiddlewareHandler } from "hono";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { networkOf } from "../../base/address.ts";
import { Refusal } from "../../base/errors.ts";
import type { HttpEnv } from "./app.ts";

/** @param keyOf adds to the address, e.g. the account that is being tried; undefined counts by address alone. */
export function rateLimit(options: {
  readonly points: number;
  readonly seconds: number;
  readonly keyOf?: (c: Context<HttpEnv>) => string;
}): MiddlewareHandler<HttpEnv> {
  const limiter = new RateLimiterMemory({ points: options.points, duration: options.seconds });
  return async (c, next) => {
    const key = `${networkOf(c.get("client").address)} ${options.keyOf?.(c) ?? ""}`;
    await limiter.consume(key).catch((state: { msBeforeNext?: number }) => {
      const waitSeconds = Math.ceil((state.msBeforeNext ?? options.seconds * 1000) / 1000);
      c.header("Retry-After", String(waitSeconds));
      throw new Refusal("too_many", "too-many-requests", `Too many attempts. Please try again in ${waitSeconds} seconds.`);
    });
    await next();
  };
}
