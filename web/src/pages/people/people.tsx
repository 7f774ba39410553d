/** Who belongs to the organisation, what they may do, and who is invited. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { inviteAgain, withdrawInvitation } from "../../api/control.ts";
import * as queries from "../../api/queries.ts";
import type { Person } from "../../api/shapes.ts";
import { useFilters, useGoing, useSession } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import styles from "../../blocks/add-factor.module.css";
import { Go } from "../../blocks/go.tsx";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { rolesInWords } from "../../words/roles.ts";
import { ChangePerson } from "./change-person.tsx";
import { InviteForm } from "./invite-form.tsx";

export function PeoplePage() {
  const { permissions } = useSession();
  const filters = useFilters();
  const going = useGoing();
  const q = filters["q"] ?? "";
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(queries.people(q));
  const [changing, setChanging] = useState<Person>();
  const people = data.pages.flatMap((page) => page.items);
  const mayChange = permissions.includes("people:change");
  return (
    <Page title="People" lead={`${data.pages[0]?.total ?? 0} in your organisation. Everybody signs in with a second factor.`} actions={<><Go to={paths.access()}>Access Permissions</Go><Go to={paths.accessReviews()}>Access reviews</Go>{permissions.includes("people:invite") && <Go to={paths.mail()}>Mail to people</Go>}</>}>
      {permissions.includes("people:invite") && (
        <Section title="Invite somebody">
          <InviteForm />
        </Section>
      )}
      <Invitations may={permissions.includes("people:invite")} />
      <Section title="Members">
        <TextInput label="Search by name or address" maw={420} mb="md" value={q} onChange={(event) => going.replace(paths.people({ q: event.currentTarget.value }))} />
        {changing && <ChangePerson key={changing.id} person={changing} onDone={() => setChanging(undefined)} />}
        <Table
          caption="Members of your organisation"
          rows={people}
          keyOf={(one) => one.id}
          columns={[
            { key: "name", head: "Name", cell: (one) => (one.you ? `${one.name} (you)` : one.name) },
            { key: "email", head: "E-mail address", cell: (one) => one.email },
            { key: "roles", head: "Roles", cell: (one) => [rolesInWords(one.roles), ...one.narrower].filter(Boolean).join(", ") },
            { key: "factor", head: "Second factor", cell: (one) => <Factor person={one} /> },
            { key: "seen", head: "Last signed in", narrow: true, cell: (one) => (one.lastSignedInAt ? <When at={one.lastSignedInAt} /> : "Not yet") },
            {
              key: "change",
              head: "",
              narrow: true,
              cell: (one) =>
                mayChange && (
                  <Button size="compact-sm" variant="default" aria-label={`Change ${one.name}`} onClick={() => setChanging(one)}>
                    Change
                  </Button>
                ),
            },
          ]}
        />
        {people.length === 0 && <p>Nobody by that name or address.</p>}
        {hasNextPage && (
          <Button variant="default" mt="md" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show more people
          </Button>
        )}
      </Section>
    </Page>
  );
}

function Factor({ person }: { person: Person }) {
  const parts = [person.authenticator && "App", person.passkeys > 0 && `${person.passkeys} ${person.passkeys === 1 ? "passkey" : "passkeys"}`].filter(Boolean);
  return parts.length > 0 ? <>{parts.join(", ")}</> : <Tag meaning="held">Not set up yet</Tag>;
}

function Invitations({ may }: { may: boolean }) {
  const { data } = useSuspenseQuery(queries.invitations);
  const client = useQueryClient();
  const changed = () => client.invalidateQueries(queries.invitations);
  const again = useMutation({ mutationFn: inviteAgain, onSettled: changed });
  const withdraw = useMutation({ mutationFn: withdrawInvitation, onSettled: changed });
  if (data.items.length === 0) return null;
  return (
    <Section title="Invited">
      {again.error && <FailureNotice error={again.error} doing="Sending the invitation again" />}
      {withdraw.error && <FailureNotice error={withdraw.error} doing="Withdrawing the invitation" />}
      <Table
        caption="People who are invited and have not come yet"
        rows={data.items}
        keyOf={(one) => one.id}
        columns={[
          { key: "email", head: "E-mail address", cell: (one) => one.email },
          { key: "roles", head: "Roles", cell: (one) => [rolesInWords(one.roles), ...one.narrower].filter(Boolean).join(", ") },
          { key: "state", head: "State", narrow: true, cell: (one) => (one.state === "open" ? <Tag meaning="moving">Open</Tag> : <Tag meaning="held">Expired</Tag>) },
          { key: "sent", head: "Sent", narrow: true, cell: (one) => <When at={one.sentAt} /> },
          {
            key: "acts",
            head: "",
            narrow: true,
            cell: (one) =>
              may && (
                <span className={styles.acts}>
                  <Button size="compact-sm" variant="default" aria-label={`Send the invitation of ${one.email} again`} onClick={() => again.mutate(one.id)}>
                    Send again
                  </Button>
                  <Button size="compact-sm" variant="default" aria-label={`Withdraw the invitation of ${one.email}`} onClick={() => withdraw.mutate(one.id)}>
                    Withdraw
                  </Button>
                </span>
              ),
          },
        ]}
      />
    </Section>
  );
}
