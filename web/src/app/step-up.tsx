/** Asks who one is once more, when a plane wants to know before a dangerous act; the act goes on by itself afterwards. */
import { Modal } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import * as queries from "../api/queries.ts";
import { listenForStepUp } from "../api/step-up.ts";
import { forgetTokens } from "../api/token.ts";
import { FailureNotice } from "../blocks/notice.tsx";
import { ProveFactor } from "../blocks/prove-factor.tsx";

export function StepUp() {
  const [open, setOpen] = useState(false);
  const answer = useRef<(given: boolean) => void>(undefined);
  const client = useQueryClient();
  useEffect(
    () =>
      listenForStepUp(
        () =>
          new Promise((resolve) => {
            answer.current = resolve;
            setOpen(true);
          }),
      ),
    [],
  );
  const end = (given: boolean): void => {
    setOpen(false);
    if (given) {
      forgetTokens(); // the next ones carry the new proof
      void client.invalidateQueries(queries.secondFactor);
    }
    answer.current?.(given);
  };
  return (
    <Modal opened={open} onClose={() => end(false)} title="Prove that it is you" size={460} lockScroll={false} closeButtonProps={{ "aria-label": "Close without going on" }}>
      <p>What you are about to do needs your second factor of the last 15 minutes. It goes on by itself afterwards.</p>
      {open && <OwnFactors onDone={() => end(true)} />}
    </Modal>
  );
}

function OwnFactors({ onDone }: { onDone: () => void }) {
  const { data, error } = useQuery(queries.secondFactor);
  if (error) return <FailureNotice error={error} doing="Asking for your second factor" />;
  return data ? <ProveFactor has={data} onDone={onDone} /> : null;
}
