/** Somebody got a mail that looks wrong. Open to whoever is signed in, whatever else they lack. */
import { Button, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { tellSuspiciousMail } from "../../api/staff.ts";
import { useOwn } from "../../app/staff-frame.tsx";
import form from "../../blocks/form.module.css";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page } from "../../blocks/page.tsx";
import styles from "./staff.module.css";

export function StaffReportPage() {
  const { reportTo } = useOwn();
  const [what, setWhat] = useState("");
  const tell = useMutation({ mutationFn: () => tellSuspiciousMail(what.trim()), onSuccess: () => setWhat("") });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (what.trim()) tell.mutate();
  };
  return (
    <Page title="Report a mail" lead="A mail asks you to sign in, to pay, to open a file, to keep quiet, and something is not right. Say so at once, also when you have clicked: minutes matter, and nobody is blamed.">
      <div className={styles.said} aria-live="polite">
        {tell.data?.test === true && <Notice title="Well spotted: this was a test of ours"><p>You reported it, and that is what counts. There is nothing else to do.</p></Notice>}
        {tell.data?.test === false && <Notice title="Thank you. Security has it"><p>It is none of our tests. Leave the mail where it is, do not answer it, and do not open its link. Security may ask you for it.</p></Notice>}
      </div>
      {tell.error && <FailureNotice error={tell.error} doing="Reporting the mail" />}
      <form className={form.form} onSubmit={submit}>
        <Textarea label="What it says" description="Its subject, who it is from, its link: copied or in your own words. The subject is enough for us to know a test" value={what} maxLength={4_000} onChange={(event) => setWhat(event.currentTarget.value)} minRows={4} autosize maxRows={16} required withAsterisk={false} />
        <div className={form.actions}>
          <Button type="submit" loading={tell.isPending} disabled={!what.trim()}>Report it</Button>
        </div>
        {reportTo !== null && <p className={form.hint}>Or forward the mail to <strong>{reportTo}</strong>.</p>}
      </form>
    </Page>
  );
}
