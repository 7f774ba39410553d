/** About which alerts the person who looks gets mail. */
import { Button, Checkbox } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { chooseAlertMails } from "../api/control.ts";
import * as queries from "../api/queries.ts";
import { paths } from "../app/paths.ts";
import form from "../blocks/form.module.css";
import { FailureNotice, Notice } from "../blocks/notice.tsx";
import { Page } from "../blocks/page.tsx";
import { ruleName, ruleWords } from "../words/alerts.ts";

export function AlertMailsPage() {
  const { data } = useSuspenseQuery(queries.alertMails);
  const client = useQueryClient();
  const [wanted, setWanted] = useState<readonly string[]>(data.rules.filter(({ mailed }) => mailed).map(({ rule }) => rule));
  const save = useMutation({
    mutationFn: () => chooseAlertMails(data.rules.map(({ rule }) => rule).filter((rule) => !wanted.includes(rule))),
    onSuccess: (choice) => client.setQueryData(queries.alertMails.queryKey, choice),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Page title="Alert mails" above={{ to: paths.settings(), words: "Settings" }} lead="When an alert rule of the organisation or of one of its sites fires, its administrators get a mail. This choice is about you alone; the alerts themselves stay in Spendward for everybody.">
      {!data.receives && <Notice title="You are not an administrator, so you get none of these mails."><p>What you choose here counts from the day on which you are one.</p></Notice>}
      <form className={form.form} onSubmit={submit}>
        {save.error && <FailureNotice error={save.error} doing="Choosing the mails" />}
        {save.isSuccess && <Notice title="Saved. It holds from the next alert on." live />}
        <Checkbox.Group label="Write to me about" value={[...wanted]} onChange={setWanted}>
          <div className={form.group}>
            {data.rules.map(({ rule }) => <Checkbox key={rule} value={rule} label={ruleName(rule)} description={ruleWords(rule)} mt={8} />)}
          </div>
        </Checkbox.Group>
        <div className={form.actions}>
          <Button type="submit" loading={save.isPending}>Save</Button>
        </div>
      </form>
    </Page>
  );
}
