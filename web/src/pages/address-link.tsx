/** Where the links of a change of address lead: the new mailbox confirms it, the old one stops or undoes it. Neither signs anybody in. */
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { confirmAddressChange, stopAddressChange } from "../api/control.ts";
import { paths } from "../app/paths.ts";
import { takenFromAddress } from "../app/taken.ts";
import { Entrance } from "../blocks/entrance.tsx";
import form from "../blocks/form.module.css";
import { Go } from "../blocks/go.tsx";
import { FailureNotice } from "../blocks/notice.tsx";

const confirming = takenFromAddress(paths.confirmAddress());
const stopping = takenFromAddress(paths.stopAddressChange());

export function ConfirmAddressPage() {
  const confirm = useMutation({ mutationFn: () => confirmAddressChange(confirming) });
  if (confirm.isSuccess) {
    return (
      <Entrance title="Your address is changed" lead={`You sign in with ${confirm.data.email} from now on. Every session was signed out.`}>
        <p>
          <Go to={paths.signIn()}>Sign in</Go> with your new address. Password and second factor are the same.
        </p>
      </Entrance>
    );
  }
  return (
    <Entrance title="Confirm your new address" lead="The address that this link was sent to becomes the one you sign in with, and every session is signed out.">
      {confirm.error && <FailureNotice error={confirm.error} doing="Confirming the address" />}
      {confirming === "" ? <NoLink /> : (
        <div className={form.form}>
          <Button loading={confirm.isPending} onClick={() => confirm.mutate()}>
            Confirm this address
          </Button>
        </div>
      )}
    </Entrance>
  );
}

export function StopAddressChangePage() {
  const stop = useMutation({ mutationFn: () => stopAddressChange(stopping) });
  if (stop.isSuccess) {
    const { undone, email } = stop.data;
    return (
      <Entrance title={undone ? "The change is undone" : "The change is stopped"} lead={`Your address is ${email}${undone ? " again. Every session was signed out." : ", as it was."}`}>
        <p>
          Somebody may be able to use your account. <Go to={paths.forgotten()}>Choose a new password</Go>, look through your passkeys and your authenticator app under Settings, Security, and tell an administrator of your organisation.
        </p>
      </Entrance>
    );
  }
  return (
    <Entrance title="Stop the change of address" lead="For the case that it was not you. A change that was made already is undone, and every session is signed out.">
      {stop.error && <FailureNotice error={stop.error} doing="Stopping the change" />}
      {stopping === "" ? <NoLink /> : (
        <div className={form.form}>
          <Button color="red" loading={stop.isPending} onClick={() => stop.mutate()}>
            It was not me: stop it
          </Button>
        </div>
      )}
    </Entrance>
  );
}

const NoLink = () => <p>Open the link from the mail again: the secret in it is missing from the address of this page.</p>;
