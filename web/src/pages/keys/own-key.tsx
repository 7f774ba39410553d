/** A key that the customer holds: needed beside ours, and withheld whenever the customer wants. */
import { Button, Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import * as queries from "../../api/queries.ts";
import { addCustomerKey, removeCustomerKey, type CustomerKeyChoice } from "../../api/region.ts";
import type { Keys, Site } from "../../api/shapes.ts";
import { may } from "../../app/rights.ts";
import form from "../../blocks/form.module.css";
import { FailureNotice } from "../../blocks/notice.tsx";
import { keyServiceWords } from "../../words/keys.ts";

export function OwnKey({ site, keys }: { site: Site; keys: Keys }) {
  const own = keys.customerKey;
  if (own?.inUse) return <InUse site={site} keys={keys} own={own} />;
  return (
    <div className={form.form}>
      <p>
        With a key in your own key service, nothing of this site can be opened without it. When you withhold it there, work on this site stops within a minute and loses nothing; when you give it back, it goes on. If you lose it, the data is lost.
      </p>
      {may(site, "rotateKeys") && <AddKey site={site} connected={own} />}
    </div>
  );
}

function InUse({ site, keys, own }: { site: Site; keys: Keys; own: NonNullable<Keys["customerKey"]> }) {
  const client = useQueryClient();
  const remove = useMutation({ mutationFn: () => removeCustomerKey(site), onSettled: () => client.invalidateQueries(queries.keys(site)) });
  return (
    <div className={form.form}>
      {remove.error && <FailureNotice error={remove.error} doing="Removing your own key" />}
      <p>
        {own.name}, in {keyServiceWords(own.kind)}. It is needed for everything in this site.{keys.state.state === "paused" && " Give it back there, and work goes on by itself within a minute."}
      </p>
      {may(site, "rotateKeys") && (
        <div className={form.actions}>
          <Button variant="default" onClick={() => remove.mutate()} loading={remove.isPending} disabled={keys.state.state === "paused"}>
            Go on without your own key
          </Button>
        </div>
      )}
    </div>
  );
}

type Kind = NonNullable<CustomerKeyChoice>["kind"];
const KINDS: readonly { value: Kind | "connected"; label: string }[] = [
  { value: "aws-kms", label: "AWS KMS" },
  { value: "azure-key-vault", label: "Azure Key Vault" },
];

function AddKey({ site, connected }: { site: Site; connected: Keys["customerKey"] }) {
  const [kind, setKind] = useState<Kind | "connected">(connected ? "connected" : "aws-kms");
  const [key, setKey] = useState("");
  const [vault, setVault] = useState("");
  const client = useQueryClient();
  const add = useMutation({ mutationFn: (choice: CustomerKeyChoice) => addCustomerKey(site, choice), onSettled: () => client.invalidateQueries(queries.keys(site)) });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    add.mutate(kind === "connected" ? null : kind === "aws-kms" ? { kind, key: key.trim() } : { kind, key: key.trim(), vault: vault.trim() });
  };
  const ready = kind === "connected" || (key.trim() !== "" && (kind === "aws-kms" || vault.trim() !== ""));
  const choices = connected ? [{ value: "connected" as const, label: `${connected.name}, connected by the operator` }, ...KINDS] : KINDS;
  return (
    <form className={form.form} onSubmit={submit}>
      {add.error && <FailureNotice error={add.error} doing="Adding your own key" />}
      <Select label="Key service" data={choices} value={kind} allowDeselect={false} onChange={(value) => setKind((value ?? "aws-kms") as Kind)} />
      {kind === "azure-key-vault" && <TextInput label="Vault" placeholder="https://contoso.vault.azure.net" value={vault} onChange={(event) => setVault(event.currentTarget.value)} />}
      {kind !== "connected" && (
        <TextInput
          label={kind === "aws-kms" ? "ARN of the key" : "Name of the key"}
          description={kind === "aws-kms" ? "A symmetric key. Its policy must allow this service to encrypt and decrypt." : "An RSA key. Its access policy must allow this service to wrap and unwrap."}
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
        />
      )}
      <div className={form.actions}>
        <Button type="submit" variant="default" disabled={!ready} loading={add.isPending}>
          Require your own key
        </Button>
      </div>
    </form>
  );
}
