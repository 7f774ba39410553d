/**
 * The second step of signing in: prove the second factor or, the first time, set it up. Everybody needs one, so there is no
 * way round this page but signing out.
 */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { signOut } from "../api/control.ts";
import { browserHasPasskeys } from "../api/passkey.ts";
import * as queries from "../api/queries.ts";
import { ownPath, useFilters, useGoing } from "../app/going.ts";
import { paths } from "../app/paths.ts";
import { AddAuthenticator } from "../blocks/add-authenticator.tsx";
import styles from "../blocks/add-factor.module.css";
import { AddPasskey } from "../blocks/add-passkey.tsx";
import { Entrance } from "../blocks/entrance.tsx";
import { ProveFactor } from "../blocks/prove-factor.tsx";
import { RecoveryCodes } from "../blocks/recovery-codes.tsx";

export function SecondFactorPage() {
  const { data } = useSuspenseQuery(queries.secondFactor);
  const { then } = useFilters();
  const going = useGoing();
  const client = useQueryClient();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const goOn = (): void => {
    client.clear();
    going.replace(ownPath(then));
  };
  const whole = data.state === "proven" && codes === null;
  useEffect(() => {
    if (whole) going.replace(ownPath(then));
    // Only what was there when the page came: later steps move on by themselves.
  }, [whole]);
  if (codes) {
    return (
      <Entrance title="Save your recovery codes">
        <RecoveryCodes codes={codes} onSaved={goOn} />
      </Entrance>
    );
  }
  if (data.state === "needed") {
    return (
      <Entrance title="One more step" lead="Your password is right. Prove that it is you.">
        <ProveFactor has={data} onDone={goOn} />
        <Leave />
      </Entrance>
    );
  }
  return <SetUp onDone={(made) => (made ? setCodes(made) : goOn())} />;
}

function SetUp({ onDone }: { onDone: (codes: readonly string[] | null) => void }) {
  const passkeys = browserHasPasskeys();
  return (
    <Entrance title="Set up your second factor" lead="A password can be guessed or stolen, so everybody signs in with something else as well. One of these is enough; you can add more later.">
      <section className={styles.way}>
        <h2>Authenticator app</h2>
        <p>An app on your phone shows six digits that change every half minute. Any will do.</p>
        <AddAuthenticator primary onDone={onDone} />
      </section>
      {passkeys && (
        <section className={styles.way}>
          <h2>Passkey</h2>
          <p>This device, your phone or a security key, with its PIN or your fingerprint. Also signs you in without a password.</p>
          <AddPasskey onDone={onDone} />
        </section>
      )}
      <Leave />
    </Entrance>
  );
}

function Leave() {
  const leave = useMutation({ mutationFn: signOut, onSettled: () => window.location.assign(paths.signIn()) });
  return (
    <div>
      <Button variant="subtle" loading={leave.isPending} onClick={() => leave.mutate()}>
        Sign out
      </Button>
    </div>
  );
}
