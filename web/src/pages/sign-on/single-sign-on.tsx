/** Single sign-on of the organisation: its connections, and how everybody must sign in. */
import { Button, Checkbox, NumberInput, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import * as queries from "../../api/queries.ts";
import { changePolicy, createConnection, type Connection, type Policy } from "../../api/sign-on.ts";
import { useGoing, useSession } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import form from "../../blocks/form.module.css";
import { Go } from "../../blocks/go.tsx";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { MISSING } from "../../words/sign-on.ts";

export const stateTag = ({ state, testedAsItIs }: Connection) =>
  state === "on" ? <Tag meaning={testedAsItIs ? "good" : "held"}>{testedAsItIs ? "On" : "On, changed since its test"}</Tag> : <Tag meaning="held">{state === "draft" ? "Not yet on" : "Off"}</Tag>;

export function SingleSignOnPage() {
  const { data } = useSuspenseQuery(queries.connections);
  const mayChange = useSession().permissions.includes("sign-on:change");
  return (
    <Page title="Single sign-on" above={{ to: paths.settings(), words: "Settings" }} lead="Your people sign in with your own identity provider.">
      <Section title="Connections">
        {data.items.length === 0 ? (
          <p>No connection yet. Add one for Entra, Okta, Google or any provider of OpenID Connect or SAML.</p>
        ) : (
          <Table
            compact
            caption="Connections"
            rows={data.items}
            keyOf={(connection) => connection.id}
            columns={[
              { key: "name", head: "Name", cell: (connection) => <Go to={paths.connection(connection.id)}>{connection.name}</Go> },
              { key: "kind", head: "Kind", cell: (connection) => (connection.kind === "oidc" ? "OpenID Connect" : "SAML") },
              { key: "state", head: "State", cell: stateTag },
              { key: "tested", head: "Last good test", cell: (connection) => (connection.testedAt ? <When at={connection.testedAt} /> : "never") },
            ]}
          />
        )}
        {mayChange && <NewConnection />}
      </Section>
      <Section title="How everybody signs in">
        <PolicyForm mayChange={mayChange} />
      </Section>
    </Page>
  );
}

function NewConnection() {
  const [name, setName] = useState("Company account");
  const going = useGoing();
  const create = useMutation({ mutationFn: (kind: "oidc" | "saml") => createConnection({ kind, name: name.trim() }), onSuccess: (connection) => going.to(paths.connection(connection.id)) });
  return (
    <div className={form.form}>
      {create.error && <FailureNotice error={create.error} doing="Adding the connection" />}
      <TextInput label="Name of a new connection" description="As people read it on the sign-in page" value={name} maxLength={200} onChange={(event) => setName(event.currentTarget.value)} />
      <div className={form.actions}>
        <Button disabled={!name.trim()} loading={create.isPending} onClick={() => create.mutate("oidc")}>Add with OpenID Connect</Button>
        <Button variant="default" disabled={!name.trim()} loading={create.isPending} onClick={() => create.mutate("saml")}>Add with SAML</Button>
      </div>
    </div>
  );
}

function PolicyForm({ mayChange }: { mayChange: boolean }) {
  const { data } = useSuspenseQuery(queries.signOnPolicy);
  const client = useQueryClient();
  const [ssoOnly, setSsoOnly] = useState(data.ssoOnly);
  const [minutes, setMinutes] = useState<number | null>(data.sessionMostMinutes);
  const [idleMinutes, setIdleMinutes] = useState<number | null>(data.sessionIdleMinutes);
  const [ownFactor, setOwnFactor] = useState(data.ownFactor);
  const [networks, setNetworks] = useState(data.allowedNetworks.join("\n"));
  const [emergency, setEmergency] = useState(data.administrators.filter((one) => one.emergency).map((one) => one.id));
  const save = useMutation({
    mutationFn: () => changePolicy({ ssoOnly, sessionMostMinutes: minutes, sessionIdleMinutes: idleMinutes, ownFactor, allowedNetworks: networks.split(/[\s,]+/).filter(Boolean), emergencyAdministrators: emergency }),
    onSuccess: (policy: Policy) => client.setQueryData(queries.signOnPolicy.queryKey, policy),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className={form.form} onSubmit={submit}>
      {save.error && <FailureNotice error={save.error} doing="Changing how people sign in" />}
      {save.isSuccess && <Notice title="Saved. It holds from the next request of everybody." live />}
      <Checkbox.Group
        label="Emergency administrators"
        description="They may still use a password and a second factor, for the day on which your identity provider is away."
        value={emergency}
        onChange={setEmergency}
      >
        <div className={form.group}>
          {data.administrators.map((one) => (
            <Checkbox key={one.id} value={one.id} disabled={!mayChange} label={`${one.name}, ${one.email}${one.hasPassword ? "" : " (has no password)"}`} mt={6} />
          ))}
        </div>
      </Checkbox.Group>
      <Checkbox
        label="Everybody else must use single sign-on"
        description={data.missing.length > 0 && !data.ssoOnly ? `First: ${data.missing.map((one) => MISSING[one]).join("; ")}.` : "Sessions that came another way end at once."}
        checked={ssoOnly}
        disabled={!mayChange}
        onChange={(event) => setSsoOnly(event.currentTarget.checked)}
      />
      <Checkbox
        label="Everybody proves a second factor here"
        description="Also whoever comes by single sign-on, whatever the identity provider says it asked for. Off: its word counts where the connection says so. Without single sign-on a second factor is always asked for."
        checked={ownFactor}
        disabled={!mayChange}
        onChange={(event) => setOwnFactor(event.currentTarget.checked)}
      />
      <NumberInput
        label="Longest session, in minutes"
        description="From 15 to 720. Empty: 12 hours, as for everybody."
        min={15}
        max={720}
        allowDecimal={false}
        value={minutes ?? ""}
        disabled={!mayChange}
        onChange={(value) => setMinutes(typeof value === "number" ? value : null)}
        hideControls
      />
      <NumberInput
        label="Longest pause, in minutes"
        description="A session without a request ends after this, or up to five minutes sooner. From 15 to 120. Empty: 2 hours."
        min={15}
        max={120}
        allowDecimal={false}
        value={idleMinutes ?? ""}
        disabled={!mayChange}
        onChange={(value) => setIdleMinutes(typeof value === "number" ? value : null)}
        hideControls
      />
      <Textarea label="Allowed networks" description="One per line, for example 198.51.100.0/24. Empty: any. Yours must be among them." rows={3} value={networks} disabled={!mayChange} onChange={(event) => setNetworks(event.currentTarget.value)} />
      <div className={form.actions}>
        <Button type="submit" disabled={!mayChange} loading={save.isPending}>Save how people sign in</Button>
      </div>
    </form>
  );
}
