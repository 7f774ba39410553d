/** How many recovery codes are left, and new ones. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { renewRecoveryCodes } from "../../api/control.ts";
import * as queries from "../../api/queries.ts";
import form from "../../blocks/form.module.css";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { RecoveryCodes } from "../../blocks/recovery-codes.tsx";

const FEW = 3;

export function OwnRecoveryCodes({ left }: { left: number }) {
  const client = useQueryClient();
  const renew = useMutation({ mutationFn: renewRecoveryCodes, onSuccess: () => void client.invalidateQueries(queries.secondFactor) });
  if (renew.data) return <RecoveryCodes codes={renew.data.recoveryCodes} onSaved={renew.reset} />;
  return (
    <div className={form.form}>
      {renew.error && <FailureNotice error={renew.error} doing="Making new codes" />}
      {left < FEW && <Notice meaning="held" title={left === 0 ? "No recovery code is left." : `Only ${left} recovery ${left === 1 ? "code is" : "codes are"} left.`} />}
      <p>{left} left. Each signs you in once when your phone and passkeys are gone. New ones end those from before.</p>
      <div className={form.actions}>
        <Button variant="default" loading={renew.isPending} onClick={() => renew.mutate()}>
          Make new recovery codes
        </Button>
      </div>
    </div>
  );
}
