/** What went wrong or needs attention, where it happened: what it is, what it means, what to do, and a reference. */
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Problem, Unreachable } from "../api/problem.ts";
import type { Detail } from "../api/shapes.ts";
import { fieldWords, within } from "../words/fields.ts";
import styles from "./notice.module.css";

type Props = { meaning?: "risk" | "held" | "neutral"; title: string; children?: ReactNode; live?: boolean };

export function Notice({ meaning = "neutral", title, children, live = false }: Props) {
  const Icon = meaning === "neutral" ? IconInfoCircle : IconAlertTriangle;
  return (
    <div className={styles.notice} data-meaning={meaning} {...(live ? { role: "alert" } : {})}>
      <Icon size={18} stroke={1.75} aria-hidden="true" />
      <div className={styles.words}>
        <strong>{title}</strong>
        {children}
      </div>
    </div>
  );
}

export function DetailList({ details }: { details: readonly Detail[] }) {
  if (details.length === 0) return null;
  return (
    <ul className={styles.details}>
      {details.map((detail, index) => (
        <li key={index}>
          {detail.at && <strong>{fieldWords(detail.at)}: </strong>}
          {detail.expected && `expected ${within(detail.expected.replace(/\.$/, ""))}. `}
          {detail.remedy}
        </li>
      ))}
    </ul>
  );
}

/** The failure of something a person just did, shown beside it. */
export function FailureNotice({ error, doing }: { error: unknown; doing: string }) {
  if (error instanceof Problem)
    return (
      <Notice meaning="risk" title={error.message || error.title} live>
        <DetailList details={error.details} />
        {error.reference && <Reference text={error.reference} />}
      </Notice>
    );
  if (error instanceof Unreachable)
    return (
      <Notice meaning="risk" title={`${doing} did not work: no answer from ${error.origin}.`} live>
        <p>Nothing was changed. Check the connection and that the service is running, then try again.</p>
      </Notice>
    );
  return (
    <Notice meaning="risk" title={`${doing} did not work because of a mistake in this page.`} live>
      <p>Reload the page and try again. If it happens twice, tell whoever runs the service.</p>
    </Notice>
  );
}

export const Reference = ({ text }: { text: string }) => (
  <p className={styles.reference}>
    Reference <code>{text}</code>
  </p>
);
