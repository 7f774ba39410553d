/** A person's own settings: the way to security, sites, keyboard, appearance. */
import { Checkbox, Radio, useMantineColorScheme } from "@mantine/core";
import { useState } from "react";
import { useSession } from "../app/going.ts";
import { keysAreOff, switchKeys } from "../app/keys.ts";
import form from "../blocks/form.module.css";
import { paths } from "../app/paths.ts";
import { may } from "../app/rights.ts";
import { Go } from "../blocks/go.tsx";
import { Page, Section } from "../blocks/page.tsx";
import { rolesInWords } from "../words/roles.ts";
import { Table } from "../blocks/table.tsx";

export function SettingsPage() {
  const { person, organisation, permissions, sites } = useSession();
  return (
    <Page title="Settings" lead={`${person.name}, ${person.email}, ${organisation.name}`}>
      <Section title="Security">
        <p>
          <Go to={paths.security()}>Password, passkeys, authenticator app, recovery codes, and where you are signed in</Go>
        </p>
      </Section>
      {may({ permissions }, "seeAlerts") && (
        <Section title="Mail">
          <p><Go to={paths.alertMails()}>About which alerts you get mail</Go></p>
        </Section>
      )}
      {permissions.includes("organisation:audit") && (
        <Section title="Records">
          <p><Go to={paths.retention()}>How long the entries of the activity are kept</Go></p>
        </Section>
      )}
      {permissions.includes("sign-on:read") && (
        <Section title="How your organisation signs in">
          <p><Go to={paths.singleSignOn()}>Single sign-on, and rules for everybody</Go></p>
          <p><Go to={paths.domains()}>Domains</Go></p>
          <p><Go to={paths.provisioning()}>Provisioning</Go></p>
          <p><Go to={paths.apiClients()}>API clients: programs of yours</Go></p>
        </Section>
      )}
      <Section title="Sites you can see" aside={permissions.includes("sites:add") && <Go to={paths.newSite()}>New site</Go>}>
        <Table
          compact
          caption="Sites you can see"
          rows={sites}
          keyOf={(site) => site.id}
          columns={[
            { key: "name", head: "Site", cell: (site) => site.name },
            { key: "region", head: "Data held in", cell: (site) => site.regionName },
            { key: "role", head: "Your role", cell: (site) => <>{rolesInWords(site.roles)}{site.companyCodes && `, some of it for ${site.companyCodes.length === 1 ? "company code" : "company codes"} ${site.companyCodes.slice(0, 5).join(", ")}${site.companyCodes.length > 5 ? " …" : ""}`}</> },
          ]}
        />
      </Section>
      <Section title="Keyboard and appearance">
        <Preferences />
      </Section>
    </Page>
  );
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
