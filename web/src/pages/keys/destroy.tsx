/** The end: everything of the site made unreadable, for ever. Said in the button, and the site's name typed before it works. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import * as queries from "../../api/queries.ts";
import { destroyKeys } from "../../api/region.ts";
import type { Site } from "../../api/shapes.ts";
import { may } from "../../app/rights.ts";
import form from "../../blocks/form.module.css";
import { FailureNotice } from "../../blocks/notice.tsx";

export function DestroyKeys({ site }: { site: Site }) {
  const [name, setName] = useState("");
  const client = useQueryClient();
  const destroy = useMutation({
    mutationFn: () => destroyKeys(site),
    onSettled: () => Promise.all([client.invalidateQueries(queries.keys(site)), client.invalidateQueries(queries.siteState(site))]),
  });
  if (!may(site, "destroyKeys")) return <p>An administrator of your organisation can destroy the keys of this site at the end of its use.</p>;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    destroy.mutate();
  };
  return (
    <form className={form.form} onSubmit={submit}>
      <p>
        Destroying the keys makes every file, ledger, finding and report of {site.name} unreadable, in every backup too. Nobody can undo it, us included. You get a certificate that a sample was tried and could not be opened.
      </p>
      {destroy.error && <FailureNotice error={destroy.error} doing="Destroying the keys" />}
      <TextInput label={`Type the name of the site: ${site.name}`} value={name} autoComplete="off" onChange={(event) => setName(event.currentTarget.value)} />
      <div className={form.actions}>
        <Button type="submit" color="red" disabled={name.trim() !== site.name} loading={destroy.isPending}>
          Make everything in this site unreadable for ever
        </Button>
      </div>
    </form>
  );
}
