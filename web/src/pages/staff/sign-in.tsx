/** The staff door: one button. There is no password. */
import { Button } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { browserHasPasskeys } from "../../api/passkey.ts";
import { signIn } from "../../api/staff.ts";
import { ownPath, useFilters, useGoing } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import form from "../../blocks/form.module.css";
import { Go } from "../../blocks/go.tsx";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { StaffEntrance } from "./entrance.tsx";

export function StaffSignInPage() {
  const { then } = useFilters();
  const going = useGoing();
  const client = useQueryClient();
  const enter = useMutation({
    mutationFn: signIn,
    onSuccess: () => {
      client.removeQueries({ queryKey: ["staff"] });
      const to = ownPath(then);
      going.replace(to.startsWith("/staff") ? to : paths.staffHome());
    },
  });
  return (
    <StaffEntrance title="Sign in" lead="For the people who run Spendward. With the passkey that you enrolled, on the company's network.">
      {then && <p>Sign in to go on to the page you asked for.</p>}
      {enter.error && <FailureNotice error={enter.error} doing="Signing in" />}
      {browserHasPasskeys() ? (
        <Button leftSection={<IconKey size={16} aria-hidden="true" />} loading={enter.isPending} onClick={() => enter.mutate()} autoFocus>
          Sign in with your passkey
        </Button>
      ) : (
        <Notice meaning="held" title="This browser has no passkeys, and there is no other way in." />
      )}
      <p className={form.hint}>Lost your key, or new here? The people team sends you a link. There is no password, and nobody will ask you for one.</p>
      <p className={form.hint}>
        A customer? <Go to={paths.signIn()}>Your sign-in is elsewhere</Go>.
      </p>
    </StaffEntrance>
  );
}
