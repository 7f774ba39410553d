/** A state: a word in a quiet frame, with an icon of its own shape for each meaning. */
import { IconAlertTriangle, IconCheck, IconClock, IconCircleDashed, IconPointFilled } from "@tabler/icons-react";
import type { ReactNode } from "react";
import styles from "./tag.module.css";

export type Meaning = "neutral" | "moving" | "good" | "held" | "risk";
const ICONS = { neutral: IconPointFilled, moving: IconClock, good: IconCheck, held: IconCircleDashed, risk: IconAlertTriangle };

export function Tag({ meaning = "neutral", children }: { meaning?: Meaning; children: ReactNode }) {
  const Icon = ICONS[meaning];
  return (
    <span className={styles.tag} data-meaning={meaning}>
      <Icon size={13} stroke={2} aria-hidden="true" />
      {children}
    </span>
  );
}
