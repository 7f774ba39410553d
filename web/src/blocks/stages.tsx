/** The steps of something that takes a while: those done, the one going on, those to come. */
import { IconCheck, IconCircle, IconProgress } from "@tabler/icons-react";
import styles from "./stages.module.css";

export function Stages({ list, at }: { list: readonly string[]; at: number }) {
  return (
    <ol className={styles.stages}>
      {list.map((words, index) => {
        const Icon = index < at ? IconCheck : index === at ? IconProgress : IconCircle;
        return (
          <li key={words} data-state={index < at ? "done" : index === at ? "now" : "later"} {...(index === at ? { "aria-current": "step" as const } : {})}>
            <Icon size={16} aria-hidden="true" />
            {words}
            {index < at && <span className="visually-hidden">, done</span>}
          </li>
        );
      })}
    </ol>
  );
}
