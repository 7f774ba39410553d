/** A feed, new or changed: what kind, where to, and whom to trust there. */
import { Button, Checkbox, NumberInput, Select, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import * as queries from "../../api/queries.ts";
import type { FeedInput } from "../../api/region.ts";
import type { Feed } from "../../api/shapes.ts";
import type { Trail } from "../../api/trails.ts";
import form from "../../blocks/form.module.css";
import { FailureNotice } from "../../blocks/notice.tsx";

const SYSLOG_PORT = 6514;
type Typed = { kind: "syslog" | "webhook"; name: string; host: string; port: number; url: string; ca: string; cert: string; key: string; bare: boolean; from: "now" | "beginning" };
const NOTHING: Typed = { kind: "syslog", name: "", host: "", port: SYSLOG_PORT, url: "", ca: "", cert: "", key: "", bare: false, from: "now" };

function typedOf({ kind, name, to, ca }: Feed): Typed {
  const [, host = "", port = ""] = /^(.*):(\d+)$/.exec(to) ?? [];
  return { ...NOTHING, kind, name, ca: ca ?? "", ...(kind === "webhook" ? { url: to } : { host, port: Number(port) || SYSLOG_PORT }) };
}

const given = (text: string): string | undefined => (text.trim() === "" ? undefined : text.trim());

/** Our certificate left out stays as it is; null takes it away. */
function inputOf({ kind, name, host, port, url, ca, cert, key, bare }: Typed): FeedInput {
  const own = given(ca);
  const shared = { name: name.trim(), ...(own !== undefined && { ca: own }) };
  if (kind === "webhook") return { kind, url: url.trim(), ...shared };
  return { kind, host: host.trim(), port, ...shared, ...(bare ? { client: null } : given(cert) !== undefined && { client: { cert: cert.trim(), key: key.trim() } }) };
}

type Props = { trail: Trail; /** Left out: a new one. */ feed?: Feed; /** With a new webhook's secret. */ onDone: (secret: string | null) => void; onCancel: () => void };

export function FeedForm({ trail, feed, onDone, onCancel }: Props) {
  const [typed, setTyped] = useState(feed === undefined ? NOTHING : typedOf(feed));
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: async () => {
      if (feed === undefined) return (await trail.feeds.add(inputOf(typed), typed.from)).secret;
      await trail.feeds.change(feed.id, inputOf(typed));
      return null;
    },
    onSuccess: onDone,
    onSettled: () => client.invalidateQueries(queries.feeds(trail)),
  });
  const set = (change: Partial<Typed>): void => setTyped((before) => ({ ...before, ...change }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  const ready = typed.name.trim() !== "" && (typed.kind === "syslog" ? typed.host.trim() !== "" : typed.url.trim() !== "");
  return (
    <form className={form.form} onSubmit={submit} aria-label={feed === undefined ? "New feed" : `Change ${feed.name}`}>
      {save.error && <FailureNotice error={save.error} doing={feed === undefined ? "Adding the feed" : "Changing the feed"} />}
      {feed === undefined && <Select label="Kind" value={typed.kind} allowDeselect={false} data={[{ value: "syslog", label: "Syslog over TLS (RFC 5425)" }, { value: "webhook", label: "Webhook over HTTPS" }]} onChange={(kind) => set({ kind: (kind ?? "syslog") as Typed["kind"] })} />}
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
      {typed.kind === "syslog" && <OurCertificate typed={typed} has={feed?.clientCertificate === true} set={set} />}
      {feed === undefined && <Select label="Begin with" value={typed.from} allowDeselect={false} data={[{ value: "now", label: "Entries from now on" }, { value: "beginning", label: "All entries that are kept" }]} onChange={(from) => set({ from: (from ?? "now") as Typed["from"] })} />}
      <div className={form.actions}>
        <Button type="submit" disabled={!ready} loading={save.isPending}>{feed === undefined ? "Add the feed" : "Save"}</Button>
        <Button variant="subtle" onClick={onCancel}>Cancel</Button>
      </div>
    </form>
  );
}

/** Where the server asks us for one. What was given before is never shown, so it stays unless another is given or it is taken away. */
function OurCertificate({ typed, has, set }: { typed: Typed; has: boolean; set: (change: Partial<Typed>) => void }) {
  return (
    <>
      {!typed.bare && <Textarea label="Our certificate" description={has ? "One was given before, and stays unless you give another." : "Where the server asks us for one."} autosize minRows={2} maxRows={6} value={typed.cert} onChange={(event) => set({ cert: event.currentTarget.value })} />}
      {!typed.bare && typed.cert.trim() !== "" && <Textarea label="Its private key" description="Sealed, and never shown again." autosize minRows={2} maxRows={6} value={typed.key} onChange={(event) => set({ key: event.currentTarget.value })} />}
      {has && <Checkbox label="Show no certificate any more" checked={typed.bare} onChange={(event) => set({ bare: event.currentTarget.checked })} />}
    </>
  );
}
