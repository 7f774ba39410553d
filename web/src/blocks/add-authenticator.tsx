/** Setting up an authenticator app: a QR code to scan, the same as text to type, and the first code to confirm it. */
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState, type FormEvent } from "react";
import { beginAuthenticator, confirmAuthenticator } from "../api/control.ts";
import styles from "./add-factor.module.css";
import form from "./form.module.css";
import { FailureNotice } from "./notice.tsx";

type Props = { words?: string; primary?: boolean; onDone: (recoveryCodes: readonly string[] | null) => void };

export function AddAuthenticator({ words = "Set up an authenticator app", primary = false, onDone }: Props) {
  const begin = useMutation({ mutationFn: beginAuthenticator });
  if (begin.data) return <Confirm {...begin.data} onDone={onDone} />;
  return (
    <>
      {begin.error && <FailureNotice error={begin.error} doing="Setting up the app" />}
      <Button variant={primary ? "filled" : "default"} loading={begin.isPending} onClick={() => begin.mutate()}>
        {words}
      </Button>
    </>
  );
}

function Confirm({ secret, uri, onDone }: { secret: string; uri: string; onDone: Props["onDone"] }) {
  const [code, setCode] = useState("");
  const confirm = useMutation({ mutationFn: confirmAuthenticator, onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes), onError: () => setCode("") });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    confirm.mutate({ code });
  };
  return (
    <form className={form.form} onSubmit={submit}>
      <p>Scan this with an authenticator app on your phone, or type the key into it. Then type the six digits that it shows.</p>
      <QrCode text={uri} />
      <p className={styles.key}>
        Key <code aria-label="Key of the authenticator app">{secret.match(/.{1,4}/g)?.join(" ")}</code>
      </p>
      {confirm.error && <FailureNotice error={confirm.error} doing="Checking the code" />}
      <TextInput
        label="Code that the app shows"
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        autoComplete="one-time-code"
        inputMode="numeric"
        maxLength={7}
        required
        withAsterisk={false}
        autoFocus
      />
      <Button type="submit" loading={confirm.isPending} disabled={code.replace(/\s/g, "").length < 6}>
        Confirm the app
      </Button>
    </form>
  );
}

/** Drawn here, so that the secret in it goes nowhere. Dark on light in both schemes: not every app reads the opposite. */
function QrCode({ text }: { text: string }) {
  const [cells, setCells] = useState<readonly (readonly boolean[])[]>([]);
  useEffect(() => {
    let shown = true;
    void import("qr").then(({ encodeQR }) => shown && setCells(encodeQR(text, "raw", { ecc: "medium", border: 4 })));
    return () => void (shown = false);
  }, [text]);
  const path = cells.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return (
    <svg className={styles.qr} viewBox={`0 0 ${cells.length || 1} ${cells.length || 1}`} role="img" aria-label="QR code for the authenticator app" shapeRendering="crispEdges">
      <path d={path} fill="#000" />
    </svg>
  );
}
