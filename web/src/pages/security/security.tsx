/** A person's own sign-in: password, second factors, recovery codes, and where they are signed in. */
import * as queries from "../../api/queries.ts";
import { useSuspenseQuery } from "@tanstack/react-query";
import { paths } from "../../app/paths.ts";
import { Page, Section } from "../../blocks/page.tsx";
import { OwnAddress } from "./address.tsx";
import { OwnAuthenticator } from "./authenticator.tsx";
import { OwnPasskeys } from "./passkeys.tsx";
import { PasswordForm } from "./password.tsx";
import { OwnRecoveryCodes } from "./recovery.tsx";
import { OwnSessions } from "./sessions.tsx";

export function SecurityPage() {
  const { data } = useSuspenseQuery(queries.secondFactor);
  const own = data.own ?? { authenticatorSince: null, passkeys: [], recoveryCodes: 0 };
  return (
    <Page title="Security" above={{ to: paths.settings(), words: "Settings" }} lead="How you sign in, and where you are signed in. Changes here ask for your second factor.">
      <Section title="Passkeys">
        <OwnPasskeys list={own.passkeys} />
      </Section>
      <Section title="Authenticator app">
        <OwnAuthenticator since={own.authenticatorSince} />
      </Section>
      <Section title="Recovery codes">
        <OwnRecoveryCodes left={own.recoveryCodes} />
      </Section>
      <Section title="Password">
        <PasswordForm />
      </Section>
      <Section title="E-mail address">
        <OwnAddress />
      </Section>
      <Section title="Where you are signed in">
        <OwnSessions />
      </Section>
    </Page>
  );
}
