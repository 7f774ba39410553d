/** A page that could not be loaded: each kind of failure has its one form here. */
import { Button } from "@mantine/core";
import { useQueryClient, useQueryErrorResetBoundary } from "@tanstack/react-query";
import { useLocation, useRouter, type ErrorComponentProps } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { isProblem, Problem, Unreachable } from "../api/problem.ts";
import { paths } from "../app/paths.ts";
import { DetailList, Reference } from "../blocks/notice.tsx";
import { Page } from "../blocks/page.tsx";
import { CertificateHelp } from "./certificate-help.tsx";
import styles from "./failure.module.css";
import { NotFoundPage } from "./not-found.tsx";

export function FailurePage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const { pathname } = useLocation();
  const { reset: resetQueries } = useQueryErrorResetBoundary();
  const again = (): void => {
    resetQueries();
    reset();
    void router.invalidate();
  };
  if (isProblem(error, 401)) return <SignedOut to={pathname.startsWith(paths.staffHome()) ? paths.staffSignIn : paths.signIn} />;
  if (isProblem(error, 403) && error.code.startsWith("second-factor-")) return <SignedOut to={paths.secondFactor} />;
  if (isProblem(error, 404)) return <NotFoundPage />;
  if (error instanceof Unreachable && error.origin !== window.location.origin) return <CertificateHelp origin={error.origin} onTry={again} />;
  if (error instanceof Unreachable)
    return (
      <Failure title="The service does not answer" onTry={again}>
        <p>This page could not be loaded. Nothing was changed. Check the connection, and that Spendward is running.</p>
      </Failure>
    );
  if (error instanceof Problem)
    return (
      <Failure title={error.title} onTry={again}>
        {error.message !== error.title && <p>{error.message}</p>}
        <DetailList details={error.details} />
        {error.reference && <Reference text={error.reference} />}
      </Failure>
    );
  return (
    <Failure title="This page has a mistake in it" onTry={again}>
      <p>It is ours, not yours, and nothing was changed. Try again; if it stays, tell whoever runs the service what you were doing.</p>
    </Failure>
  );
}

function Failure({ title, onTry, children }: { title: string; onTry: () => void; children: React.ReactNode }) {
  return (
    <Page title={title}>
      <div className={styles.words} role="alert">
        {children}
      </div>
      <Button onClick={onTry}>Try again</Button>
    </Page>
  );
}

/** The session ended, or is not whole, while the page was open: sign in and come back here. */
function SignedOut({ to }: { to: (then: string) => string }) {
  const { href } = useLocation();
  const [then] = useState(href);
  const client = useQueryClient();
  const router = useRouter();
  useEffect(() => {
    client.clear();
    router.history.replace(to(then));
  }, [client, router, then, to]);
  return null;
}
