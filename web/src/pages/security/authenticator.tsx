/** The authenticator app of an account: since when, another one instead, or none. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { removeAuthenticator } from "../../api/control.ts";
import * as queries from "../../api/queries.ts";
import { AddAuthenticator } from "../../blocks/add-authenticator.tsx";
import form from "../../blocks/form.module.css";
import { FailureNotice } from "../../blocks/notice.tsx";
import { When } from "../../blocks/when.tsx";

export function OwnAuthenticator({ since }: { since: string | null }) {
  const client = useQueryClient();
  const again = () => client.invalidateQueries(queries.secondFactor);
  const remove = useMutation({ mutationFn: removeAuthenticator, onSettled: again });
  return (
    <div className={form.form}>
      {remove.error && <FailureNotice error={remove.error} doing="Removing the app" />}
      {since === null ? <p>None. An app on your phone shows a code to type after your password.</p> : <p>Set up <When at={since} />.</p>}
      <div className={form.actions}>
        <AddAuthenticator key={since} words={since === null ? "Set up an authenticator app" : "Set up another instead"} onDone={() => void again()} />
        {since !== null && (
          <Button variant="default" loading={remove.isPending} onClick={() => remove.mutate()}>
            Remove the app
          </Button>
        )}
      </div>
    </div>
  );
}
