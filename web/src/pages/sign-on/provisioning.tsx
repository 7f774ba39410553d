/** Provisioning: where the provider sends people, with which token, what its groups stand for, and how fast leavers are locked out. */
import { Button, Select, Textarea } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import * as queries from "../../api/queries.ts";
import { changeProvisioningRoles, createToken, removeToken } from "../../api/sign-on.ts";
import { useSession } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import form from "../../blocks/form.module.css";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { When } from "../../blocks/when.tsx";
import { tookWords } from "../../words/sign-on.ts";
import { Copyable } from "./copyable.tsx";
import { mappingFrom, MAPPING_HINT, mappingText, ROLE_CHOICES, useMappingNames, type MappingNames } from "./role-mapping.ts";

export function ProvisioningPage() {
  const { data } = useSuspenseQuery(queries.provisioning);
  const mayChange = useSession().permissions.includes("sign-on:change");
  return (
    <Page title="Provisioning" above={{ to: paths.settings(), words: "Settings" }} lead={`Your identity provider adds people, and locks out those who leave (SCIM 2.0). ${data.users.active} active, ${data.users.inactive} deactivated.`}>
      <Section title="For your identity provider">
        <div className={form.form}>
          <Copyable label="Base address" value={data.baseUrl} />
        </div>
        <Tokens mayChange={mayChange} />
      </Section>
      <Section title="Groups and roles">
        <Roles mayChange={mayChange} />
      </Section>
      <Section title="From leaver to locked out">
        {data.lockouts.length === 0 ? (
          <p>Nobody has left yet. When your identity provider deactivates somebody, their membership and every session end before it gets its answer, and the time that took is shown here.</p>
        ) : (
          <Table
            compact
            caption="How long it took to lock out each leaver"
            rows={data.lockouts}
            keyOf={(row, index) => `${row.toldAt} ${index}`}
            columns={[
              { key: "person", head: "Who left", cell: (row) => row.person },
              { key: "told", head: "We were told", cell: (row) => <When at={row.toldAt} exact /> },
              { key: "took", head: "Locked out after", number: true, cell: (row) => tookWords(row.tookMs) },
              { key: "sessions", head: "Sessions ended", number: true, cell: (row) => row.sessionsEnded },
              { key: "tokens", head: "Access to a region ended", cell: (row) => (row.tokensEndAt ? <>by <When at={row.tokensEndAt} exact /></> : "at once") },
            ]}
          />
        )}
      </Section>
    </Page>
  );
}

function Tokens({ mayChange }: { mayChange: boolean }) {
  const { data } = useSuspenseQuery(queries.provisioning);
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries(queries.provisioning);
  const make = useMutation({ mutationFn: createToken, onSettled });
  const remove = useMutation({ mutationFn: removeToken, onSettled });
  return (
    <>
      {(make.error ?? remove.error) && <FailureNotice error={make.error ?? remove.error} doing="Changing the tokens" />}
      {make.data && (
        <Notice title="Copy the token now. It is not shown again." live>
          <Copyable label="Token" value={make.data.token} />
        </Notice>
      )}
      {data.tokens.length > 0 && (
        <Table
          compact
          caption="Tokens"
          rows={data.tokens}
          keyOf={(token) => token.id}
          columns={[
            { key: "hint", head: "Begins with", cell: (token) => <code>{token.hint}…</code> },
            { key: "made", head: "Made", cell: (token) => <When at={token.createdAt} /> },
            { key: "used", head: "Last used", cell: (token) => (token.lastUsedAt ? <When at={token.lastUsedAt} /> : "never") },
            { key: "ends", head: "Ends", cell: (token) => <When at={token.expiresAt} /> },
            { key: "remove", head: "Remove", cell: (token) => mayChange && <Button size="compact-xs" variant="default" color="red" aria-label={`Remove the token that begins with ${token.hint}`} onClick={() => remove.mutate(token.id)}>Remove</Button> },
          ]}
        />
      )}
      {mayChange && data.tokens.length < 2 && (
        <div className={form.actions}>
          <Button loading={make.isPending} onClick={() => make.mutate()}>{data.tokens.length === 0 ? "Make a token" : "Make the next token"}</Button>
        </div>
      )}
    </>
  );
}

function Roles({ mayChange }: { mayChange: boolean }) {
  const names = useMappingNames();
  return names ? <RolesForm mayChange={mayChange} names={names} /> : <p role="status">Loading the roles</p>;
}

function RolesForm({ mayChange, names }: { mayChange: boolean; names: MappingNames }) {
  const { data } = useSuspenseQuery(queries.provisioning);
  const client = useQueryClient();
  const [text, setText] = useState(mappingText(data.mapping, names));
  const [otherwise, setOtherwise] = useState<string | null>(data.otherwise);
  const { mapping, wrong } = mappingFrom(text, names);
  const save = useMutation({ mutationFn: () => changeProvisioningRoles({ mapping, otherwise: otherwise as typeof data.otherwise }), onSuccess: (next) => client.setQueryData(queries.provisioning.queryKey, next) });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className={form.form} onSubmit={submit}>
      {save.error && <FailureNotice error={save.error} doing="Changing the roles" />}
      {save.isSuccess && <Notice title="Saved, for everybody who is provisioned." live />}
      <Textarea label="Which role a group stands for" description={MAPPING_HINT} rows={4} value={text} error={wrong} disabled={!mayChange} onChange={(event) => setText(event.currentTarget.value)} />
      {data.groups.length > 0 && <p className={form.hint}>Groups that were sent: {data.groups.join(", ")}</p>}
      <Select label="Role of whoever is in none of them" data={ROLE_CHOICES} clearable placeholder="No access" value={otherwise} disabled={!mayChange} onChange={setOtherwise} />
      <div className={form.actions}>
        <Button type="submit" disabled={!mayChange || wrong !== undefined} loading={save.isPending}>Save roles</Button>
      </div>
    </form>
  );
}
