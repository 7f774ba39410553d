/** A person's own settings: password, keyboard, appearance. */
import { Button, Checkbox, PasswordInput, Radio, useMantineColorScheme } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { changePassword, endSession } from "../api/control.ts";
import * as queries from "../api/queries.ts";
import { useSession } from "../app/going.ts";
import { keysAreOff, switchKeys } from "../app/keys.ts";
import form from "../blocks/form.module.css";
import { paths } from "../app/paths.ts";
import { Go } from "../blocks/go.tsx";
import { NewPassword, otherThanPassword } from "../blocks/new-password.tsx";
import { FailureNotice, Notice } from "../blocks/notice.tsx";
import { Page, Section } from "../blocks/page.tsx";
import { checkPassword } from "../words/password.ts";
import { ROLES } from "../words/roles.ts";
import { Tag } from "../blocks/tag.tsx";
import { When } from "../blocks/when.tsx";
import { Table } from "../blocks/table.tsx";

export function SettingsPage() {
  const { person, organisation, permissions, sites } = useSession();
  return (
    <Page title="Settings" lead={`${person.name}, ${person.email}, ${organisation.name}`}>
      <Section title="Password">
        <PasswordForm />
      </Section>
      <Section title="Where you are signed in">
        <OwnSessions />
      </Section>
      <Section title="Sites you can see" aside={permissions.includes("sites:add") && <Go to={paths.newSite()}>New site</Go>}>
        <Table
          compact
          caption="Sites you can see"
          rows={sites}
          keyOf={(site) => site.id}
          columns={[
            { key: "name", head: "Site", cell: (site) => site.name },
            { key: "region", head: "Data held in", cell: (site) => site.regionName },
            { key: "role", head: "Your role", cell: (site) => site.roles.map((role) => ROLES[role]).join(", ") },
          ]}
        />
      </Section>
      <Section title="Keyboard and appearance">
        <Preferences />
      </Section>
    </Page>
  );
}

function PasswordForm() {
  const { person } = useSession();
  const { data: policy } = useSuspenseQuery(queries.passwordPolicy);
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useMutation({
    mutationFn: changePassword,
    onSuccess: () => {
      setCurrent("");
      setNext("");
    },
  });
  const ready = current.length > 0 && checkPassword(next, policy, person).every((check) => check.met);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate({ current, next });
  };
  return (
    <form className={form.form} onSubmit={submit}>
      {otherThanPassword(change.error) != null && <FailureNotice error={change.error} doing="Changing the password" />}
      {change.isSuccess && <Notice title="Password changed. Your other sessions have to sign in again." live />}
      <input type="hidden" autoComplete="username" value={person.email} readOnly />
      <PasswordInput
        label="Current password"
        autoComplete="current-password"
        value={current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
        visibilityToggleButtonProps={{ "aria-label": "Show the password" }}
      />
      <NewPassword label="New password" value={next} onChange={setNext} policy={policy} own={person} refusal={change.error} />
      <div className={form.actions}>
        <Button type="submit" disabled={!ready} loading={change.isPending}>
          Change password
        </Button>
      </div>
    </form>
  );
}

function OwnSessions() {
  const { data } = useSuspenseQuery(queries.ownSessions);
  const client = useQueryClient();
  const end = useMutation({ mutationFn: endSession, onSettled: () => client.invalidateQueries(queries.ownSessions) });
  return (
    <>
      {end.error && <FailureNotice error={end.error} doing="Ending the session" />}
      <Table
        compact
        caption="Where you are signed in"
        rows={data.items}
        keyOf={(session) => session.id}
        columns={[
          { key: "browser", head: "Browser", cell: (session) => browserOf(session.userAgent) },
          { key: "since", head: "Signed in", narrow: true, cell: (session) => <When at={session.signedInAt} /> },
          { key: "seen", head: "Last seen", narrow: true, cell: (session) => <When at={session.lastSeenAt} /> },
          {
            key: "end",
            head: "",
            narrow: true,
            cell: (session) => session.current ? <Tag meaning="good">This one</Tag> : <Button size="compact-sm" variant="default" onClick={() => end.mutate(session.id)}>Sign out</Button>,
          },
        ]}
      />
    </>
  );
}

/** Enough of a user agent to know one's own machine by. */
function browserOf(userAgent: string): string {
  const browser = /(Firefox|Edg|Chrome|Safari)\/(\d+)/.exec(userAgent);
  const system = /(Windows|Mac OS X|Android|iPhone|iPad|Linux)/.exec(userAgent)?.[1];
  return [browser ? `${browser[1] === "Edg" ? "Edge" : browser[1]} ${browser[2]}` : userAgent.slice(0, 60), system].filter(Boolean).join(" on ");
}

function Preferences() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [keys, setKeys] = useState(!keysAreOff());
  return (
    <div className={form.form}>
      <Radio.Group label="Appearance" value={colorScheme} onChange={(value) => setColorScheme(value as "light" | "dark" | "auto")}>
        <div className={form.group}>
          <Radio value="auto" label="As the system" />
          <Radio value="light" label="Light" />
          <Radio value="dark" label="Dark" />
        </div>
      </Radio.Group>
      <Checkbox
        label="Single-key commands"
        description="j, k, /, ? and the rest. Ctrl K always works."
        checked={keys}
        onChange={(event) => {
          switchKeys(event.currentTarget.checked);
          setKeys(event.currentTarget.checked);
        }}
      />
    </div>
  );
}
