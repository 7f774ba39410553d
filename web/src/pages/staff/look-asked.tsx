/** One question to the region under a grant: asked anew each time, kept by nobody once it is not on the page. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { FailureNotice } from "../../blocks/notice.tsx";

export function Asked<Data>({ grantId, what, ask, children }: { grantId: string; what: string; ask: () => Promise<Data>; children: (data: Data) => ReactNode }) {
  const { data, error } = useQuery({ queryKey: ["look", grantId, what], queryFn: ask, retry: false, staleTime: 0, gcTime: 0 });
  if (error) return <FailureNotice error={error} doing={`Opening ${what}`} />;
  return data === undefined ? <p>Opening...</p> : children(data);
}
