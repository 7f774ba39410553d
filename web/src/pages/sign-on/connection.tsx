/** One connection, step by step: carry our addresses over, fill in the provider's, attack it, try it, switch it on. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import * as queries from "../../api/queries.ts";
import { attackConnection, removeConnection, startTest, switchConnection, type AttackReport, type Connection } from "../../api/sign-on.ts";
import { useGoing, useParam, useSession } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import form from "../../blocks/form.module.css";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { ConnectionForm } from "./connection-form.tsx";
import { Copyable } from "./copyable.tsx";
import { stateTag } from "./single-sign-on.tsx";

export function ConnectionPage() {
  const { data: connection } = useSuspenseQuery(queries.connection(useParam("connectionId")));
  const mayChange = useSession().permissions.includes("sign-on:change");
  const { addresses } = connection;
  return (
    <Page title={connection.name} above={{ to: paths.singleSignOn(), words: "Single sign-on" }} lead={<>{connection.kind === "oidc" ? "OpenID Connect" : "SAML"} {stateTag(connection)}</>}>
      <Section title="1. Tell your identity provider about us">
        <div className={form.form}>
          {connection.kind === "oidc" ? (
            <>
              <Copyable label="Redirect address" value={addresses.redirectUri} />
              <Copyable label="Address after signing out" value={addresses.signedOutUri} />
              <Copyable label="Back-channel logout address" value={addresses.logoutUri} />
            </>
          ) : (
            <>
              <Copyable label="Our entity ID (audience)" value={addresses.entityId} />
              <Copyable label="Where answers are sent (ACS)" value={addresses.acsUrl} />
              <Copyable label="Where sign-outs are sent (single logout)" value={addresses.samlLogoutUrl} />
              <Copyable label="Our metadata" value={addresses.metadataUrl} />
            </>
          )}
        </div>
      </Section>
      <Section title="2. Tell us about your identity provider">
        <ConnectionForm key={connection.revision} connection={connection} mayChange={mayChange} />
      </Section>
      {connection.settings && mayChange && (
        <>
          <Section title="3. Attack it">
            <Attacks connection={connection} />
          </Section>
          <Section title="4. Try it, then switch it on">
            <Try connection={connection} />
          </Section>
        </>
      )}
    </Page>
  );
}

function Attacks({ connection }: { connection: Connection }) {
  const attack = useMutation({ mutationFn: () => attackConnection(connection.id) });
  return (
    <>
      <p>We forge answers against these very settings and put them through the code that signs people in. Nobody is signed in.</p>
      {attack.error && <FailureNotice error={attack.error} doing="Attacking the connection" />}
      <div className={form.actions}>
        <Button variant="default" loading={attack.isPending} onClick={() => attack.mutate()}>Attack my connection</Button>
      </div>
      {attack.data && <Report report={attack.data} />}
    </>
  );
}

function Report({ report }: { report: AttackReport }) {
  const wrong = report.outcomes.filter((outcome) => !outcome.asExpected).length;
  return (
    <>
      <Notice meaning={report.sound ? "neutral" : "risk"} title={report.sound ? `All ${report.outcomes.length} cases went as they must.` : `${wrong} of ${report.outcomes.length} cases did not go as they must. Do not use this connection, and tell us.`} live />
      <Table
        caption="What became of each attack"
        rows={report.outcomes}
        keyOf={(outcome) => outcome.id}
        columns={[
          { key: "what", head: "What was sent", cell: (outcome) => outcome.what },
          { key: "result", head: "Result", narrow: true, cell: (outcome) => <Tag meaning={outcome.asExpected ? "good" : "risk"}>{outcome.accepted ? "Accepted" : "Refused"}</Tag> },
          { key: "check", head: "Stopped by", cell: (outcome) => outcome.check ?? "" },
        ]}
      />
    </>
  );
}

function Try({ connection }: { connection: Connection }) {
  const client = useQueryClient();
  const going = useGoing();
  const refresh = () => Promise.all([client.invalidateQueries(queries.connection(connection.id)), client.invalidateQueries(queries.connections)]);
  const test = useMutation({ mutationFn: () => startTest(connection.id), onSuccess: ({ url }) => window.location.assign(url) });
  const turn = useMutation({ mutationFn: (on: boolean) => switchConnection(connection.id, on), onSettled: refresh });
  const remove = useMutation({
    mutationFn: () => removeConnection(connection.id),
    onSuccess: async () => {
      await client.invalidateQueries(queries.connections);
      going.replace(paths.singleSignOn());
    },
  });
  const error = test.error ?? turn.error ?? remove.error;
  const on = connection.state === "on";
  return (
    <>
      <p>A live test signs in at your identity provider and shows what it said and what would happen. It signs nobody in here. {connection.testedAsItIs ? "These settings passed it." : "These settings have not passed it yet."}</p>
      {error && <FailureNotice error={error} doing="This" />}
      <div className={form.actions}>
        <Button loading={test.isPending} onClick={() => test.mutate()}>Run the live test</Button>
        <Button variant="default" disabled={!on && !connection.testedAsItIs} loading={turn.isPending} onClick={() => turn.mutate(!on)}>{on ? "Switch it off" : "Switch it on"}</Button>
        <Button variant="default" color="red" loading={remove.isPending} onClick={() => remove.mutate()}>Remove {connection.name}, and sign out whoever came by it</Button>
      </div>
    </>
  );
}
