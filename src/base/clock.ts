/** Time as an argument, so that tests own it. An instant is milliseconds since 1970 UTC; a day is a `Day`. */
export type Clock = { readonly now: () => Date };
export const systemClock: Clock = { now: () => new Date() };
