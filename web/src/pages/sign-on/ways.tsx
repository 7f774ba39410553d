/** The organisation's own ways in, once the address says which organisation it is. Says nothing about whether the account exists. */
import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { IconBuilding } from "@tabler/icons-react";
import { signInWithConnection, waysToSignIn } from "../../api/sign-on.ts";
import { FailureNotice } from "../../blocks/notice.tsx";

const WHOLE = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;

export function WaysIn({ email, then }: { email: string; then: string | undefined }) {
  const address = email.trim().toLowerCase();
  const domain = address.split("@")[1] ?? "";
  // Asked once per domain: what is before the @ does not matter to the answer.
  const ways = useQuery({ queryKey: ["ways-in", domain], queryFn: () => waysToSignIn(`somebody@${domain}`), enabled: WHOLE.test(address), staleTime: 60_000 });
  const go = useMutation({
    // The page, without its filters: they stay in this browser (app/address.ts), and the way leads over the provider.
    mutationFn: (connectionId: string) => signInWithConnection({ connectionId, email: address, ...(then ? { returnTo: then.split("?")[0] ?? "/" } : {}) }),
    onSuccess: ({ url }) => window.location.assign(url),
  });
  if (!ways.data || ways.data.connections.length === 0) return null;
  return (
    <div aria-live="polite">
      {go.error && <FailureNotice error={go.error} doing="Signing in" />}
      {ways.data.connections.map((connection) => (
        <Button key={connection.id} fullWidth mb={8} leftSection={<IconBuilding size={16} aria-hidden="true" />} loading={go.isPending} onClick={() => go.mutate(connection.id)}>
          Continue with {connection.name}
        </Button>
      ))}
      {!ways.data.password && <p>Your organisation signs in this way. A password works for its emergency administrators only.</p>}
    </div>
  );
}
