/** Recovery codes, shown this once: to be copied or saved before going on. */
import { Button, Checkbox } from "@mantine/core";
import { useState } from "react";
import styles from "./add-factor.module.css";
import form from "./form.module.css";

export function RecoveryCodes({ codes, onSaved }: { codes: readonly string[]; onSaved: () => void }) {
  const [saved, setSaved] = useState(false);
  const [copied, setCopied] = useState(false);
  const text = `${codes.join("\n")}\n`;
  const download = (): void => {
    const address = URL.createObjectURL(new Blob([`Recovery codes for Spendward. Each works once.\n\n${text}`], { type: "text/plain" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = "spendward-recovery-codes.txt";
    link.click();
    URL.revokeObjectURL(address);
  };
  return (
    <div className={form.form}>
      <p>Each of these codes signs you in once when your phone and passkeys are gone. They are shown only now. Keep them where you would keep a spare key.</p>
      <ul className={styles.codes} aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className={form.actions}>
        <Button variant="default" onClick={download}>
          Save as a file
        </Button>
        <Button variant="default" onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true), () => setCopied(false))}>
          Copy
        </Button>
        <span aria-live="polite">{copied ? "Copied." : ""}</span>
      </div>
      <Checkbox label="I have saved these codes" checked={saved} onChange={(event) => setSaved(event.currentTarget.checked)} />
      <div className={form.actions}>
        <Button disabled={!saved} onClick={onSaved}>
          Go on
        </Button>
      </div>
    </div>
  );
}
