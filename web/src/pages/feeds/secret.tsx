/** A webhook's secret, shown this once. */
import { Button } from "@mantine/core";
import { useState } from "react";
import form from "../../blocks/form.module.css";
import { Notice } from "../../blocks/notice.tsx";
import styles from "./feeds.module.css";

export function Secret({ secret, onSeen }: { secret: string; onSeen: () => void }) {
  const [copied, setCopied] = useState(false);
  const copy = (): void => void navigator.clipboard.writeText(secret).then(() => setCopied(true), () => setCopied(false));
  return (
    <Notice meaning="held" title="The secret of this webhook, shown this once" live>
      <p>Your server checks the signature of each message with it. Keep it where your server keeps its other secrets.</p>
      <code className={styles.secret}>{secret}</code>
      <div className={form.actions}>
        <Button size="compact-sm" variant="default" onClick={copy}>{copied ? "Copied" : "Copy"}</Button>
        <Button size="compact-sm" onClick={onSeen}>I have saved it</Button>
      </div>
    </Notice>
  );
}
