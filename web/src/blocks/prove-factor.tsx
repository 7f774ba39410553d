/** Proving a second factor with what the person has: a passkey, a code of the app, or, when those are gone, a recovery code. */
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { proveWithCode, proveWithRecoveryCode } from "../api/control.ts";
import { browserHasPasskeys, provePasskey } from "../api/passkey.ts";
import form from "./form.module.css";
import { FailureNotice } from "./notice.tsx";

type Props = { has: { authenticator: boolean; passkeys: number }; onDone: () => void };

export function ProveFactor({ has, onDone }: Props) {
  const [recovering, setRecovering] = useState(false);
  const passkey = useMutation({ mutationFn: provePasskey, onSuccess: onDone });
  const passkeys = has.passkeys > 0 && browserHasPasskeys();
  if (recovering)
    return (
      <>
        <CodeForm kind="recovery" onDone={onDone} />
        <Button variant="subtle" mt="xs" onClick={() => setRecovering(false)}>
          Back to the other ways
        </Button>
      </>
    );
  return (
    <div className={form.form}>
      {passkey.error && <FailureNotice error={passkey.error} doing="Using the passkey" />}
      {passkeys && (
        <Button variant={has.authenticator ? "default" : "filled"} data-autofocus={!has.authenticator || undefined} loading={passkey.isPending} onClick={() => passkey.mutate()}>
          Use a passkey
        </Button>
      )}
      {has.authenticator && <CodeForm kind="app" onDone={onDone} />}
      {!has.authenticator && !passkeys && <p>This browser cannot use your passkey. Use a recovery code, or a browser that holds the passkey.</p>}
      <div className={form.actions}>
        <Button variant="subtle" onClick={() => setRecovering(true)}>
          Use a recovery code instead
        </Button>
      </div>
    </div>
  );
}

const WORDS = {
  app: { label: "Code of your authenticator app", doing: "Checking the code", button: "Check the code" },
  recovery: { label: "Recovery code", doing: "Checking the recovery code", button: "Use this recovery code" },
} as const;

function CodeForm({ kind, onDone }: { kind: keyof typeof WORDS; onDone: () => void }) {
  const [code, setCode] = useState("");
  const prove = useMutation({ mutationFn: kind === "app" ? proveWithCode : proveWithRecoveryCode, onSuccess: onDone, onError: () => setCode("") });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    prove.mutate({ code });
  };
  const words = WORDS[kind];
  return (
    <form className={form.form} onSubmit={submit}>
      {prove.error && <FailureNotice error={prove.error} doing={words.doing} />}
      <TextInput
        label={words.label}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        autoComplete="one-time-code"
        inputMode={kind === "app" ? "numeric" : "text"}
        maxLength={kind === "app" ? 7 : 40}
        spellCheck={false}
        required
        withAsterisk={false}
        autoFocus
        data-autofocus
      />
      <Button type="submit" loading={prove.isPending} disabled={code.trim().length < 6}>
        {words.button}
      </Button>
    </form>
  );
}
