/**
 * Which planes answer at the moment, so that the frame can say so while the pages go on showing what they have.
 * Written by the one function through which every request goes (send.ts); read by the banner of the frame.
 */
import { useSyncExternalStore } from "react";

let silent: readonly string[] = [];
const listeners = new Set<() => void>();

export function noteReached(origin: string, answered: boolean): void {
  if (silent.includes(origin) === !answered) return;
  silent = answered ? silent.filter((other) => other !== origin) : [...silent, origin];
  for (const tell of listeners) tell();
}

/** Origins that did not answer the last request made of them. */
export function useSilentOrigins(): readonly string[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => silent,
  );
}
