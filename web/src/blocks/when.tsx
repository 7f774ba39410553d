/** An instant, relative within a week; the exact time with its zone on hover. */
import { showInstant, showInstantFully, showSince } from "../words/time.ts";

export function When({ at, exact = false }: { at: string; exact?: boolean }) {
  return (
    <time dateTime={at} title={showInstantFully(at)}>
      {exact ? showInstant(at) : showSince(at, new Date())}
    </time>
  );
}
