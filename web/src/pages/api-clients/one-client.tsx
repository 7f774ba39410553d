/** One API client: its secrets, its use, its settings, and its end. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Fragment, useState, type ReactNode } from "react";
import { addApiClientSecret, changeApiClient, removeApiClient, removeApiClientSecret, switchApiClient, type ApiClient, type ApiClientSettings } from "../../api/api-clients.ts";
import * as queries from "../../api/queries.ts";
import { useGoing, useParam, useSession } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import facts from "../../blocks/facts.module.css";
import form from "../../blocks/form.module.css";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { When } from "../../blocks/when.tsx";
import { certificateWords, CLIENT_STATES, permissionWords } from "../../words/api-clients.ts";
import { Copyable } from "../sign-on/copyable.tsx";
import { NotFoundPage } from "../not-found.tsx";
import { ClientForm } from "./client-form.tsx";

export function ApiClientPage() {
  const clientId = useParam("clientId");
  const { data } = useSuspenseQuery(queries.apiClients);
  const mayChange = useSession().permissions.includes("sign-on:change");
  const client = data.items.find(({ id }) => id === clientId);
  if (!client) return <NotFoundPage />;
  return (
    <Page title={client.name} above={{ to: paths.apiClients(), words: "API clients" }} lead={`API client, ${CLIENT_STATES[client.state]}`}>
      <Section title="Use">
        <div className={form.form}>
          <Copyable label="Client id" value={client.id} />
          <Copyable label="Where it asks for tokens" value={data.tokenUrl} />
        </div>
        <Facts client={client} />
      </Section>
      <Section title="Secrets"><Secrets client={client} mayChange={mayChange} /></Section>
      {mayChange && <Section title="Settings"><Change client={client} /></Section>}
      {mayChange && <Section title="Its end"><End client={client} /></Section>}
    </Page>
  );
}

function Facts({ client }: { client: ApiClient }) {
  const { sites } = useSession();
  const rows: readonly (readonly [string, ReactNode])[] = [
    ["Sites", client.sites.map((id) => sites.find((site) => site.id === id)?.name ?? "a site").join(", ")],
    ["May", client.permissions.map(permissionWords).join(", ")],
    ["Company codes", client.companyCodes?.join(", ") ?? "all"],
    ["Networks", client.networks.length === 0 ? "anywhere" : client.networks.join(", ")],
    ["Certificate", certificateWords(client.certificate)],
    ["Last used", client.lastUsedAt ? <><When at={client.lastUsedAt} exact /> from {client.lastUsedFrom}</> : "never"],
    ["Ends", <When key="ends" at={client.expiresAt} exact />],
  ];
  return <dl className={facts.facts}>{rows.map(([name, value]) => <Fragment key={name}><dt>{name}</dt><dd>{value}</dd></Fragment>)}</dl>;
}

function Secrets({ client, mayChange }: { client: ApiClient; mayChange: boolean }) {
  const cache = useQueryClient();
  const onSettled = () => cache.invalidateQueries(queries.apiClients);
  const add = useMutation({ mutationFn: () => addApiClientSecret(client.id), onSettled });
  const remove = useMutation({ mutationFn: (secretId: string) => removeApiClientSecret(client.id, secretId), onSettled });
  return (
    <>
      {(add.error ?? remove.error) && <FailureNotice error={add.error ?? remove.error} doing="Changing the secrets" />}
      {add.data && <Notice title="Copy the secret now. It is not shown again." live><Copyable label="Secret" value={add.data.secret} /></Notice>}
      {client.secrets.length === 0 ? <p>It has no secret, and gets no token.</p> : (
        <Table
          compact
          caption="Secrets"
          rows={client.secrets}
          keyOf={(secret) => secret.id}
          columns={[
            { key: "hint", head: "Begins with", cell: (secret) => <code>{secret.hint}…</code> },
            { key: "made", head: "Made", cell: (secret) => <When at={secret.createdAt} /> },
            { key: "used", head: "Last used", cell: (secret) => (secret.lastUsedAt ? <When at={secret.lastUsedAt} /> : "never") },
            { key: "remove", head: "Remove", cell: (secret) => mayChange && <Button size="compact-xs" variant="default" color="red" aria-label={`Remove the secret that begins with ${secret.hint}`} onClick={() => remove.mutate(secret.id)}>Remove</Button> },
          ]}
        />
      )}
      {mayChange && client.secrets.length < 2 && <div className={form.actions}><Button loading={add.isPending} onClick={() => add.mutate()}>{client.secrets.length === 0 ? "Make a secret" : "Make the next secret"}</Button></div>}
    </>
  );
}

function Change({ client }: { client: ApiClient }) {
  const cache = useQueryClient();
  const save = useMutation({ mutationFn: (settings: ApiClientSettings) => changeApiClient(client.id, settings), onSuccess: () => cache.invalidateQueries(queries.apiClients) });
  return (
    <>
      {save.isSuccess && <Notice title="Saved. Tokens that it had have ended." live />}
      <ClientForm client={client} submitWords="Save" doing="Changing the API client" error={save.error} saving={save.isPending} onSubmit={save.mutate} />
    </>
  );
}

function End({ client }: { client: ApiClient }) {
  const cache = useQueryClient();
  const going = useGoing();
  const [sure, setSure] = useState(false);
  const turn = useMutation({ mutationFn: () => switchApiClient(client.id, client.state === "off"), onSettled: () => cache.invalidateQueries(queries.apiClients) });
  const remove = useMutation({
    mutationFn: () => removeApiClient(client.id),
    onSuccess: async () => {
      going.to(paths.apiClients());
      await cache.invalidateQueries(queries.apiClients);
    },
  });
  return (
    <div className={form.form}>
      {(turn.error ?? remove.error) && <FailureNotice error={turn.error ?? remove.error} doing="Ending the API client" />}
      <p>Its tokens end in every region within seconds.</p>
      <div className={form.actions}>
        <Button variant="default" loading={turn.isPending} onClick={() => turn.mutate()}>{client.state === "off" ? "Switch on" : "Switch off"}</Button>
        {sure
          ? <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>Remove it for good</Button>
          : <Button variant="default" color="red" onClick={() => setSure(true)}>Remove…</Button>}
      </div>
    </div>
  );
}
