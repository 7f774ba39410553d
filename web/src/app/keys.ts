/**
 * Keyboard commands: single keys (`j`), two in a row (`g f`), each with the words that the help shows.
 * A page registers its own while it is shown. They are silent while typing, while a dialog is open, and
 * altogether when a person has switched them off (WCAG 2.1.4).
 */
import { useEffect, useRef, useSyncExternalStore } from "react";

export type Command = { keys: string; words: string; run: () => void };
export type CommandGroup = { title: string; commands: readonly Command[] };

/** The second key of a pair must follow within this time. */
const PAIR_MS = 1500;
const OFF = "spendward-keys-off";

let groups: readonly CommandGroup[] = [];
const listeners = new Set<() => void>();
const tell = (): void => listeners.forEach((listener) => listener());
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export const useCommandGroups = (): readonly CommandGroup[] => useSyncExternalStore(subscribe, () => groups);

/** The commands always run with what the page last rendered. */
export function useCommands(title: string, commands: readonly Command[]): void {
  const latest = useRef(commands);
  latest.current = commands;
  const shape = commands.map((command) => `${command.keys}\t${command.words}`).join("\n");
  useEffect(() => {
    const stable = shape.split("\n").map((line, index): Command => {
      const [keys = "", words = ""] = line.split("\t");
      return { keys, words, run: () => latest.current[index]?.run() };
    });
    const group: CommandGroup = { title, commands: stable };
    groups = [...groups, group];
    tell();
    return () => {
      groups = groups.filter((other) => other !== group);
      tell();
    };
  }, [title, shape]);
}

export const keysAreOff = (): boolean => localStorage.getItem(OFF) === "yes";
export function switchKeys(on: boolean): void {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "yes");
}

/** Installed once, by the frame. */
export function listenForKeys(): () => void {
  let first = "";
  let firstAtMs = 0;
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || keysAreOff() || isTyping(event)) return;
    const pair = first && event.timeStamp - firstAtMs < PAIR_MS ? `${first} ${event.key}` : "";
    const found = find(pair) ?? find(event.key);
    first = found ? "" : event.key;
    firstAtMs = event.timeStamp;
    if (!found) return;
    event.preventDefault();
    found.run();
  };
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}

const find = (keys: string): Command | undefined =>
  keys ? groups.flatMap((group) => group.commands).findLast((command) => command.keys === keys) : undefined;

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  if (target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]")) return true;
  return document.querySelector("[role=dialog]") !== null;
}
