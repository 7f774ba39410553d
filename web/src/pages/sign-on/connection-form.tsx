/** What a connection is set to. A SAML provider's metadata fills it in; everything can be corrected by hand. */
import { Button, Checkbox, PasswordInput, Select, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import * as queries from "../../api/queries.ts";
import { changeConnection, readMetadata, type Connection, type Settings } from "../../api/sign-on.ts";
import form from "../../blocks/form.module.css";
import { FailureNotice } from "../../blocks/notice.tsx";
import { mappingFrom, MAPPING_HINT, mappingText, ROLE_CHOICES, useMappingNames, type MappingNames } from "./role-mapping.ts";

const SHARED = { claims: { email: "email", name: "name", groups: "groups" }, roles: [], otherwise: "analyst", justInTime: true, secondFactor: "claimed" } as const;
const empty = (kind: "oidc" | "saml"): Settings =>
  kind === "oidc"
    ? { kind, issuer: "", clientId: "", scopes: ["email", "profile"], ...SHARED, roles: [] }
    : { kind, entityId: "", signInUrl: "", signOutUrl: null, certificates: [], allowUnsolicited: false, ...SHARED, roles: [] };

type Props = { connection: Connection; mayChange: boolean };

export function ConnectionForm(props: Props) {
  const names = useMappingNames();
  return names ? <SettingsForm {...props} names={names} /> : <p role="status">Loading the settings</p>;
}

function SettingsForm({ connection, mayChange, names }: Props & { names: MappingNames }) {
  const [settings, setSettings] = useState<Settings>(connection.settings ?? empty(connection.kind));
  const [secret, setSecret] = useState("");
  const [roles, setRoles] = useState(mappingText(settings.roles, names));
  const client = useQueryClient();
  const { mapping, wrong } = mappingFrom(roles, names);
  const save = useMutation({
    mutationFn: () => changeConnection(connection.id, { name: connection.name, settings: { ...settings, roles: mapping }, revision: connection.revision, ...(secret ? { secret } : {}) }),
    onSuccess: (changed) => client.setQueryData(queries.connection(connection.id).queryKey, changed),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  const set = (change: Partial<Settings>): void => setSettings({ ...settings, ...change } as Settings);
  const text = (label: string, value: string, change: (value: string) => void, description?: string) => (
    <TextInput label={label} description={description} value={value} required withAsterisk={false} onChange={(event) => change(event.currentTarget.value)} />
  );
  return (
    <form className={form.form} onSubmit={submit}>
      {save.error && <FailureNotice error={save.error} doing="Saving the connection" />}
      <fieldset className={form.fields} disabled={!mayChange}>
        <legend className="visually-hidden">Settings</legend>
        {settings.kind === "oidc" ? (
          <>
            {text("Issuer", settings.issuer, (issuer) => set({ issuer }), "Your own tenant's, for example https://login.microsoftonline.com/TENANT/v2.0")}
            {text("Client ID", settings.clientId, (clientId) => set({ clientId }))}
            <PasswordInput label="Client secret" description={connection.hasSecret ? "One is stored. Leave empty to keep it." : "It is stored sealed and never shown again."} autoComplete="off" value={secret} onChange={(event) => setSecret(event.currentTarget.value)} visibilityToggleButtonProps={{ "aria-label": "Show the secret" }} />
          </>
        ) : (
          <>
            <Metadata onRead={set} />
            {text("Entity ID of the provider", settings.entityId, (entityId) => set({ entityId }))}
            {text("Sign-in address of the provider", settings.signInUrl, (signInUrl) => set({ signInUrl }))}
            <TextInput label="Sign-out address of the provider" description="For single logout. Empty: people leave here only." value={settings.signOutUrl ?? ""} onChange={(event) => set({ signOutUrl: event.currentTarget.value.trim() || null })} />
            <Textarea label="Signing certificates" description="One or two: the present one and the next. An empty line between them." rows={5} value={settings.certificates.join("\n\n")} onChange={(event) => set({ certificates: event.currentTarget.value.split(/\n\s*\n/).filter((one) => one.trim()) })} />
            <Checkbox label="Accept sign-ins that begin at the provider's portal" description="Leave off unless your people need it: such a sign-in was not asked for in this browser." checked={settings.allowUnsolicited} onChange={(event) => set({ allowUnsolicited: event.currentTarget.checked })} />
          </>
        )}
        {text("Claim with the email address", settings.claims.email, (email) => set({ claims: { ...settings.claims, email } }))}
        {text("Claim with the name", settings.claims.name, (name) => set({ claims: { ...settings.claims, name } }))}
        {text("Claim with the groups", settings.claims.groups, (groups) => set({ claims: { ...settings.claims, groups } }))}
        <Textarea label="Which role a group stands for" description={MAPPING_HINT} rows={3} value={roles} error={wrong} onChange={(event) => setRoles(event.currentTarget.value)} />
        <Select label="Role of whoever is in none of them" data={ROLE_CHOICES} clearable placeholder="No access" value={settings.otherwise} onChange={(otherwise) => set({ otherwise: otherwise as Settings["otherwise"] })} />
        <Checkbox label="People of your verified domains become members by signing in" checked={settings.justInTime} onChange={(event) => set({ justInTime: event.currentTarget.checked })} />
        <Checkbox label="Our identity provider always asks for a second factor" description="If not, ours is asked for, unless the provider's answer says that one was used." checked={settings.secondFactor === "provider"} onChange={(event) => set({ secondFactor: event.currentTarget.checked ? "provider" : "claimed" })} />
      </fieldset>
      <div className={form.actions}>
        <Button type="submit" disabled={!mayChange || wrong !== undefined} loading={save.isPending}>Save settings</Button>
      </div>
    </form>
  );
}

function Metadata({ onRead }: { onRead: (read: Partial<Settings>) => void }) {
  const [given, setGiven] = useState("");
  const read = useMutation({ mutationFn: () => readMetadata(given.trim().startsWith("<") ? { xml: given } : { url: given.trim() }), onSuccess: onRead });
  return (
    <>
      {read.error && <FailureNotice error={read.error} doing="Reading the metadata" />}
      <Textarea label="Metadata of the provider" description="Its address, or the XML itself. It fills in the next four fields." rows={3} value={given} onChange={(event) => setGiven(event.currentTarget.value)} />
      <div className={form.actions}>
        <Button variant="default" disabled={!given.trim()} loading={read.isPending} onClick={() => read.mutate()}>Read the metadata</Button>
      </div>
    </>
  );
}
