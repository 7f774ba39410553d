/** Mails that somebody reported and that are no test of ours. Shown as text: nothing in them is a link here. */
import { useSuspenseQuery } from "@tanstack/react-query";
import * as queries from "../../api/staff-queries.ts";
import { paths } from "../../app/paths.ts";
import { Empty } from "../../blocks/empty.tsx";
import { Page } from "../../blocks/page.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import lure from "./lure.module.css";

export function StaffSuspiciousPage() {
  const { data: { items, reportTo } } = useSuspenseQuery(queries.suspiciousMails);
  return (
    <Page title="Reported mails" above={{ to: paths.staffPhishing(), words: "Phishing tests" }} lead={<>That are no test of ours, the newest first, for 90 days.{reportTo !== null && <> Staff can forward mails to <strong>{reportTo}</strong>.</>}</>}>
      {items.length === 0 ? <Empty title="Nobody has reported any"><p>What staff report on the page Report a mail{reportTo !== null && `, or forward to ${reportTo},`} stands here unless it was a test. Security is told by mail of each.</p></Empty> : items.map((one) => (
        <article key={one.id} className={lure.told} aria-label={`Reported by ${one.name}`}>
          <strong>{one.name}</strong>, <When at={one.at} />{one.told === "mail" && ", forwarded"} {!one.proven && <Tag meaning="held">Sender not proven</Tag>}
          <pre>{one.text}</pre>
        </article>
      ))}
    </Page>
  );
}
