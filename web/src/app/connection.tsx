/** Says when a plane does not answer, above a page that goes on showing what it has. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { useSilentOrigins } from "../api/reach.ts";
import type { Site } from "../api/shapes.ts";
import { Notice } from "../blocks/notice.tsx";
import styles from "./connection.module.css";

const TRY_AGAIN_MS = 5000;

export function Connection({ sites }: { sites: readonly Site[] }) {
  const silent = useSilentOrigins();
  const online = useOnline();
  const client = useQueryClient();
  useEffect(() => {
    if (silent.length === 0) return;
    const timer = setInterval(() => void client.refetchQueries({ type: "active" }), TRY_AGAIN_MS);
    return () => clearInterval(timer);
  }, [silent, client]);
  if (online && silent.length === 0) return null;
  const region = sites.find((site) => silent.includes(site.origin));
  return (
    <div className={styles.connection} data-print="no" role="status">
      <Notice meaning="held" title={online ? `No answer from ${region ? `the ${region.regionName} region` : "the service"}` : "You are offline"}>
        <p>What you see may be out of date. Nothing you had saved is lost. Trying again every few seconds.</p>
      </Notice>
    </div>
  );
}

const useOnline = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      window.addEventListener("online", listener);
      window.addEventListener("offline", listener);
      return () => {
        window.removeEventListener("online", listener);
        window.removeEventListener("offline", listener);
      };
    },
    () => navigator.onLine,
  );
