/** The secret of a link that was mailed: it stands after the `#`, which browsers do not send, and is taken out of the address at once. */
export function takenFromAddress(path: string): string {
  const taken = window.location.pathname === path ? window.location.hash.slice(1) : "";
  if (taken) window.history.replaceState(window.history.state, "", path);
  return taken;
}
