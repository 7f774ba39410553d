/** Says when a site is paused for want of a key, or closed, above whatever page is open. Asked every 20 seconds. */
import { useQuery } from "@tanstack/react-query";
import * as queries from "../api/queries.ts";
import type { Site } from "../api/shapes.ts";
import { Notice } from "../blocks/notice.tsx";
import { pausedWords } from "../words/keys.ts";
import styles from "./connection.module.css";

export function SiteStateNotice({ site }: { site: Site }) {
  const { data } = useQuery(queries.siteState(site));
  if (!data || data.state === "ready") return null;
  const paused = data.state === "paused";
  return (
    <div className={styles.connection} data-print="no" role="status">
      <Notice meaning="held" title={paused ? `${site.name} is paused. ${pausedWords(data)}` : `${site.name} is closed: its keys have been destroyed.`}>
        {paused && <p>Nothing is lost. Imports and runs wait, and go on by themselves.</p>}
      </Notice>
    </div>
  );
}
