/** One access: who asks, why, and what whoever reads it may do with it. */
import { Button, Textarea } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import * as queries from "../../api/staff-queries.ts";
import { accountFor, authoriseAccess, endAccess, reviewAccess } from "../../api/staff.ts";
import { useGoing, useParam } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { GrantFacts } from "../../blocks/grant-facts.tsx";
import form from "../../blocks/form.module.css";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";

export function StaffGrantPage() {
  const id = useParam("grantId");
  const { data: grant } = useSuspenseQuery(queries.grant(id));
  const going = useGoing();
  const client = useQueryClient();
  const act = useMutation({ mutationFn: (doing: () => Promise<unknown>) => doing(), onSettled: () => client.invalidateQueries({ queryKey: ["staff", "grants"] }) });
  const button = (words: string, doing: () => Promise<unknown>, variant: "filled" | "default" = "default") => <Button variant={variant} loading={act.isPending} onClick={() => act.mutate(doing)}>{words}</Button>;
  const { may } = grant;
  return (
    <Page title={`${grant.organisation.name}, ${grant.site.name}`} above={{ to: paths.staffAccess(), words: "Access" }} actions={may.use && <Button onClick={() => going.to(paths.staffLook(id))}>Look</Button>}>
      {act.error && <FailureNotice error={act.error} doing="That" />}
      {grant.kind === "break_glass" && grant.state !== "over" && <Notice meaning="risk" title="An emergency"><p>The customer is told as soon as it begins.</p></Notice>}
      <GrantFacts grant={grant} />
      <div className={form.actions}>
        {may.review && <>{button("Review: it is needed", () => reviewAccess(id, true), "filled")}{button("Decline", () => reviewAccess(id, false))}</>}
        {may.authorise && <>{button("Authorise", () => authoriseAccess(id, true), "filled")}{button("Decline", () => authoriseAccess(id, false))}</>}
        {may.end && button(grant.state === "live" ? "End it now" : "Withdraw it", () => endAccess(id))}
      </div>
      {may.account && <Account id={id} />}
    </Page>
  );
}

function Account({ id }: { id: string }) {
  const [account, setAccount] = useState("");
  const client = useQueryClient();
  const write = useMutation({ mutationFn: () => accountFor(id, account), onSuccess: () => client.invalidateQueries({ queryKey: ["staff", "grants"] }) });
  return (
    <Section title="Account">
      {write.error && <FailureNotice error={write.error} doing="Writing the account" />}
      <form className={form.form} onSubmit={(event) => { event.preventDefault(); write.mutate(); }}>
        <Textarea label="What was done and whether it was right" description="The customer reads this" value={account} onChange={(event) => setAccount(event.currentTarget.value)} autosize minRows={3} required withAsterisk={false} />
        <div className={form.actions}><Button type="submit" loading={write.isPending}>Write the account</Button></div>
      </form>
    </Section>
  );
}
