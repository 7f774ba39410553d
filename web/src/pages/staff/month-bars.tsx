/** Twelve months of tests: of whom a mail reached, how many touched the link and how many reported it. Each month opens its teams; the table below says the same in figures. */
import type { Phishing } from "../../api/staff.ts";
import { paths } from "../../app/paths.ts";
import { Go } from "../../blocks/go.tsx";
import { monthWords, percentWords, shareOf } from "../../words/phishing.ts";
import styles from "./month-bars.module.css";

type Month = Phishing["months"][number];

export function MonthBars({ months, chosen }: { months: readonly Month[]; chosen: string | null }) {
  return (
    <figure className={styles.figure}>
      <ul className={styles.chart}>
        {months.map(({ month, counts }) => {
          const clicked = counts && shareOf(counts.clicked, counts);
          const reported = counts && shareOf(counts.reported, counts);
          const words = clicked === null || reported === null ? "no results" : `${percentWords(clicked)} touched the link, ${percentWords(reported)} reported`;
          return (
            <li key={month}>
              <Go to={paths.staffPhishing({ month })} className={styles.month} aria-label={`${monthWords(month)}: ${words}`} aria-current={month === chosen ? "true" : undefined}>
                <span className={styles.bars} aria-hidden="true">
                  <Bar kind="clicked" share={clicked} />
                  <Bar kind="reported" share={reported} />
                </span>
                <span className={styles.name} aria-hidden="true">{monthWords(month).slice(0, 3)}</span>
              </Go>
            </li>
          );
        })}
      </ul>
      <figcaption className={styles.key}>
        <span><i data-kind="clicked" />Touched the link</span>
        <span><i data-kind="reported" />Reported it</span>
        <span className={styles.scale}>Share of those whom a mail reached; a full bar is everybody</span>
      </figcaption>
    </figure>
  );
}

function Bar({ kind, share }: { kind: "clicked" | "reported"; share: number | null }) {
  return (
    <span className={styles.bar}>
      {share !== null && <><b>{Math.round(share * 100)}</b><span data-kind={kind} style={{ height: `${Math.max(share * 100, share > 0 ? 1 : 0)}px` }} /></>}
    </span>
  );
}
