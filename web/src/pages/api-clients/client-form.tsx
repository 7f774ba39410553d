/** The settings of an API client, for a new one and for one that there is. */
import { Button, Checkbox, Radio, Textarea, TextInput } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { ApiClient, ApiClientSettings } from "../../api/api-clients.ts";
import * as queries from "../../api/queries.ts";
import { useSession } from "../../app/going.ts";
import form from "../../blocks/form.module.css";
import { FailureNotice } from "../../blocks/notice.tsx";
import { permissionWords } from "../../words/api-clients.ts";

type Props = { readonly client?: ApiClient; readonly submitWords: string; readonly doing: string; readonly error: Error | null; readonly saving: boolean; readonly onSubmit: (settings: ApiClientSettings) => void };
type Draft = { name: string; sites: string[]; permissions: string[]; codes: string; networks: string; certificate: "none" | "thumbprint" | "authority"; sha256: string; ca: string; subject: string; endsOn: string };

const YEAR_MS = 365 * 86_400_000;
const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

function draftOf(client: ApiClient | undefined, onlySite: string | undefined): Draft {
  const certificate = client?.certificate ?? null;
  return {
    name: client?.name ?? "", sites: client?.sites ?? (onlySite === undefined ? [] : [onlySite]), permissions: client?.permissions ?? [], codes: client?.companyCodes?.join(", ") ?? "", networks: client?.networks.join("\n") ?? "",
    certificate: certificate?.kind ?? "none", sha256: certificate?.kind === "thumbprint" ? certificate.sha256 : "", ca: certificate?.kind === "authority" ? certificate.ca : "", subject: certificate?.kind === "authority" ? certificate.subject : "",
    endsOn: dayOf(client ? new Date(client.expiresAt) : new Date(Date.now() + YEAR_MS)),
  };
}

const listed = (text: string, by: RegExp): string[] => text.split(by).map((part) => part.trim()).filter(Boolean);

function settingsOf(draft: Draft): ApiClientSettings {
  const codes = listed(draft.codes, /[,\n]/);
  const { certificate, sha256, ca, subject } = draft;
  return {
    name: draft.name, sites: draft.sites, permissions: draft.permissions as ApiClientSettings["permissions"], companyCodes: codes.length === 0 ? null : codes, networks: listed(draft.networks, /[\s,]+/),
    certificate: certificate === "none" ? null : certificate === "thumbprint" ? { kind: "thumbprint", sha256 } : { kind: "authority", ca, subject }, expiresAt: `${draft.endsOn}T23:59:59.000Z`,
  };
}

export function ClientForm({ client, submitWords, doing, error, saving, onSubmit }: Props) {
  const { data } = useSuspenseQuery(queries.apiClients);
  const { sites } = useSession();
  const [draft, setDraft] = useState(() => draftOf(client, sites.length === 1 ? sites[0]?.id : undefined));
  const set = (change: Partial<Draft>): void => setDraft((now) => ({ ...now, ...change }));
  const limited = draft.codes.trim() !== "";
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit(settingsOf(draft));
  };
  return (
    <form className={form.form} onSubmit={submit}>
      {error && <FailureNotice error={error} doing={doing} />}
      <TextInput label="Name" description="Of the program; it stands in the activity beside what it did" value={draft.name} maxLength={100} autoComplete="off" onChange={(event) => set({ name: event.currentTarget.value })} />
      <Checkbox.Group label="Sites" value={draft.sites} onChange={(value) => set({ sites: value })}>
        <div className={form.group}>{sites.map((site) => <Checkbox key={site.id} value={site.id} label={site.name} />)}</div>
      </Checkbox.Group>
      <Checkbox.Group label="What it may do" description="As little as it needs" value={draft.permissions} onChange={(value) => set({ permissions: value })}>
        <div className={form.group}>
          {data.permissions.map(({ permission, byCompanyCode }) => (
            <Checkbox key={permission} value={permission} label={permissionWords(permission)} disabled={limited && !byCompanyCode && !draft.permissions.includes(permission)} />
          ))}
        </div>
      </Checkbox.Group>
      <TextInput label="Company codes" description="Separated by commas; empty for all. A limited program can only read findings." value={draft.codes} autoComplete="off" onChange={(event) => set({ codes: event.currentTarget.value })} />
      <Textarea label="Networks it may come from" description="One per line, such as 198.51.100.0/24; empty for anywhere" rows={3} value={draft.networks} onChange={(event) => set({ networks: event.currentTarget.value })} />
      <Radio.Group label="Client certificate" value={draft.certificate} onChange={(value) => set({ certificate: value as Draft["certificate"] })}>
        <div className={form.group}>
          <Radio value="none" label="Not asked for" />
          <Radio value="thumbprint" label="This one, by its fingerprint" />
          <Radio value="authority" label="Any that an authority of ours issued for a subject" />
        </div>
      </Radio.Group>
      {draft.certificate === "thumbprint" && <TextInput label="SHA-256 fingerprint" description="openssl x509 -in client.pem -noout -fingerprint -sha256" value={draft.sha256} autoComplete="off" onChange={(event) => set({ sha256: event.currentTarget.value })} />}
      {draft.certificate === "authority" && (
        <>
          <Textarea label="The authority's certificate" description="PEM text, of the authority that issues the program's certificate itself" rows={5} value={draft.ca} onChange={(event) => set({ ca: event.currentTarget.value })} />
          <TextInput label="Subject" description="All of it, such as CN=erp-01, O=Northwind Foods" value={draft.subject} autoComplete="off" onChange={(event) => set({ subject: event.currentTarget.value })} />
        </>
      )}
      <TextInput type="date" label="Ends on" description="The last day, in universal time" value={draft.endsOn} min={dayOf(new Date())} onChange={(event) => set({ endsOn: event.currentTarget.value })} />
      <div className={form.actions}>
        <Button type="submit" disabled={!draft.name.trim() || draft.sites.length === 0 || draft.permissions.length === 0 || !draft.endsOn} loading={saving}>{submitWords}</Button>
      </div>
    </form>
  );
}
