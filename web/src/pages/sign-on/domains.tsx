/** Domains of the organisation: claimed here, proven in DNS. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import * as queries from "../../api/queries.ts";
import { addDomain, checkDomain, removeDomain, type Domain } from "../../api/sign-on.ts";
import { useSession } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { Empty } from "../../blocks/empty.tsx";
import form from "../../blocks/form.module.css";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { DOMAIN_PROBLEMS } from "../../words/sign-on.ts";
import { Copyable } from "./copyable.tsx";

export function DomainsPage() {
  const { data } = useSuspenseQuery(queries.domains);
  const mayChange = useSession().permissions.includes("sign-on:change");
  const [name, setName] = useState("");
  const client = useQueryClient();
  const add = useMutation({
    mutationFn: addDomain,
    onSuccess: async () => {
      setName("");
      await client.invalidateQueries(queries.domains);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    add.mutate(name);
  };
  return (
    <Page title="Domains" above={{ to: paths.settings(), words: "Settings" }} lead="Only people with addresses under a verified domain join by single sign-on or provisioning.">
      {data.items.length === 0 && (
        <Empty title="No domain yet">
          <p>Add the domain of your email addresses. You get a text to publish in DNS, which proves that it is yours.</p>
        </Empty>
      )}
      {data.items.map((domain) => (
        <OneDomain key={domain.name} domain={domain} mayChange={mayChange} />
      ))}
      {mayChange && (
        <Section title="Add a domain">
          <form className={form.form} onSubmit={submit}>
            {add.error && <FailureNotice error={add.error} doing="Adding the domain" />}
            <TextInput label="Domain" description="What stands after the @ of your addresses" value={name} autoComplete="off" onChange={(event) => setName(event.currentTarget.value)} />
            <div className={form.actions}>
              <Button type="submit" disabled={!name.trim()} loading={add.isPending}>Add domain</Button>
            </div>
          </form>
        </Section>
      )}
    </Page>
  );
}

function OneDomain({ domain, mayChange }: { domain: Domain; mayChange: boolean }) {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries(queries.domains);
  const check = useMutation({ mutationFn: () => checkDomain(domain.name), onSettled });
  const remove = useMutation({ mutationFn: () => removeDomain(domain.name), onSettled });
  return (
    <Section title={domain.name} aside={domain.verifiedAt ? <Tag meaning="good">Verified</Tag> : <Tag meaning="held">Not verified</Tag>}>
      {(check.error ?? remove.error) && <FailureNotice error={check.error ?? remove.error} doing="Changing the domain" />}
      {domain.verifiedAt ? (
        <p>Verified <When at={domain.verifiedAt} />.</p>
      ) : (
        <>
          <p>Publish this TXT record with whoever runs your DNS, then look for it.</p>
          <Copyable label="Name of the record" value={domain.recordName} />
          <Copyable label="Text of the record" value={domain.recordText} />
        </>
      )}
      {domain.problem && <p role="status">{DOMAIN_PROBLEMS[domain.problem]} {domain.checkedAt && <>Last looked <When at={domain.checkedAt} />.</>}</p>}
      {mayChange && (
        <div className={form.actions}>
          <Button variant={domain.verifiedAt ? "default" : "filled"} loading={check.isPending} onClick={() => check.mutate()}>Look for the record</Button>
          <Button variant="default" color="red" loading={remove.isPending} onClick={() => remove.mutate()}>Remove {domain.name}</Button>
        </div>
      )}
    </Section>
  );
}
