/** A new feed: what kind, where to, and whom to trust there. */
import { Button, NumberInput, Select, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import * as queries from "../../api/queries.ts";
import { addFeed, type FeedInput } from "../../api/region.ts";
import type { Site } from "../../api/shapes.ts";
import form from "../../blocks/form.module.css";
import { FailureNotice } from "../../blocks/notice.tsx";

const SYSLOG_PORT = 6514;
type Typed = { kind: "syslog" | "webhook"; name: string; host: string; port: number; url: string; ca: string; cert: string; key: string; from: "now" | "beginning" };
const NOTHING: Typed = { kind: "syslog", name: "", host: "", port: SYSLOG_PORT, url: "", ca: "", cert: "", key: "", from: "now" };

const given = (text: string): string | undefined => (text.trim() === "" ? undefined : text.trim());

function inputOf({ kind, name, host, port, url, ca, cert, key }: Typed): FeedInput {
  const own = given(ca);
  const shared = { name: name.trim(), ...(own !== undefined && { ca: own }) };
  if (kind === "webhook") return { kind, url: url.trim(), ...shared };
  return { kind, host: host.trim(), port, ...shared, ...(given(cert) !== undefined && { client: { cert: cert.trim(), key: key.trim() } }) };
}

type Props = { site: Site; onAdded: (secret: string | null) => void; onCancel: () => void };

export function AddFeed({ site, onAdded, onCancel }: Props) {
  const [typed, setTyped] = useState(NOTHING);
  const client = useQueryClient();
  const add = useMutation({
    mutationFn: () => addFeed(site, inputOf(typed), typed.from),
    onSuccess: ({ secret }) => onAdded(secret),
    onSettled: () => client.invalidateQueries(queries.feeds(site)),
  });
  const set = (change: Partial<Typed>): void => setTyped((before) => ({ ...before, ...change }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    add.mutate();
  };
  const ready = typed.name.trim() !== "" && (typed.kind === "syslog" ? typed.host.trim() !== "" : typed.url.trim() !== "");
  return (
    <form className={form.form} onSubmit={submit}>
      {add.error && <FailureNotice error={add.error} doing="Adding the feed" />}
      <Select label="Kind" value={typed.kind} allowDeselect={false} data={[{ value: "syslog", label: "Syslog over TLS (RFC 5425)" }, { value: "webhook", label: "Webhook over HTTPS" }]} onChange={(kind) => set({ kind: (kind ?? "syslog") as Typed["kind"] })} />
      <TextInput label="Name" description="As it is listed here." value={typed.name} maxLength={100} onChange={(event) => set({ name: event.currentTarget.value })} />
      {typed.kind === "syslog" ? (
        <>
          <TextInput label="Server" placeholder="siem.example.com" value={typed.host} autoComplete="off" onChange={(event) => set({ host: event.currentTarget.value })} />
          <NumberInput label="Port" value={typed.port} min={1} max={65_535} allowDecimal={false} hideControls onChange={(port) => set({ port: Number(port) || SYSLOG_PORT })} />
        </>
      ) : (
        <TextInput label="Address" placeholder="https://siem.example.com/spendward" value={typed.url} autoComplete="off" onChange={(event) => set({ url: event.currentTarget.value })} />
      )}
      <Textarea label="Certificate of the authority" description="Left empty, the server's certificate must be from an authority that everybody trusts." placeholder="-----BEGIN CERTIFICATE-----" autosize minRows={2} maxRows={6} value={typed.ca} onChange={(event) => set({ ca: event.currentTarget.value })} />
      {typed.kind === "syslog" && (
        <>
          <Textarea label="Our certificate" description="Where the server asks us for one." autosize minRows={2} maxRows={6} value={typed.cert} onChange={(event) => set({ cert: event.currentTarget.value })} />
          {typed.cert.trim() !== "" && <Textarea label="Its private key" description="Sealed under this site's key, and never shown again." autosize minRows={2} maxRows={6} value={typed.key} onChange={(event) => set({ key: event.currentTarget.value })} />}
        </>
      )}
      <Select label="Begin with" value={typed.from} allowDeselect={false} data={[{ value: "now", label: "Entries from now on" }, { value: "beginning", label: "All entries that are kept" }]} onChange={(from) => set({ from: (from ?? "now") as Typed["from"] })} />
      <div className={form.actions}>
        <Button type="submit" disabled={!ready} loading={add.isPending}>Add the feed</Button>
        <Button variant="subtle" onClick={onCancel}>Cancel</Button>
      </div>
    </form>
  );
}
