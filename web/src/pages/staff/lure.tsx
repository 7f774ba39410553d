/** A test mail as its reader would see it: text. Its link is no link here. */
import styles from "./lure.module.css";

export function Lure({ lure: { fromName, subject, text } }: { lure: { fromName: string; subject: string; text: string } }) {
  return (
    <article className={styles.lure} aria-label="The mail as it would come to you">
      <dl>
        <dt>From</dt><dd>{fromName}</dd>
        <dt>Subject</dt><dd>{subject}</dd>
      </dl>
      <pre>{text}</pre>
    </article>
  );
}
