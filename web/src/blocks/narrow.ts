/** Whether the page is as narrow as a phone. The same width stands in the style sheets. */
import { useSyncExternalStore } from "react";

const query = window.matchMedia("(width < 768px)");

export const useNarrow = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    },
    () => query.matches,
  );
