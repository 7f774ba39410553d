/** What both ways of asking for access share: under which duty, to what, and where the answer leads. */
import { Checkbox, NativeSelect } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import * as queries from "../../api/staff-queries.ts";
import type { Duty } from "../../api/staff.ts";
import { useGoing } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { useOwn } from "../../app/staff-frame.tsx";
import { GRANTABLE } from "../../words/access.ts";
import { dutyWords } from "../../words/staff.ts";

/** Duties under which one may ask. */
const ASKING: readonly Duty[] = ["support", "engineer", "infrastructure"];

export function What({ duty, setDuty, chosen, setChosen }: { duty: Duty; setDuty: (duty: Duty) => void; chosen: readonly string[]; setChosen: (chosen: string[]) => void }) {
  const { duties } = useOwn();
  const own = ASKING.filter((one) => (duties as readonly string[]).includes(one));
  return (
    <>
      <NativeSelect label="As" value={duty} onChange={(event) => setDuty(event.currentTarget.value as Duty)} data={own.map((one) => ({ value: one, label: dutyWords(one) }))} />
      <Checkbox.Group label="To" value={[...chosen]} onChange={setChosen}>
        {Object.entries(GRANTABLE).map(([value, label]) => <Checkbox key={value} value={value} label={label} mt={8} />)}
      </Checkbox.Group>
    </>
  );
}

export const useDuty = (): Duty => {
  const { duties } = useOwn();
  return ASKING.find((one) => (duties as readonly string[]).includes(one)) ?? "support";
};

export function useAsking<Body>(send: (body: Body) => Promise<{ id: string }>, onDone: () => void) {
  const client = useQueryClient();
  const going = useGoing();
  return useMutation({
    mutationFn: send,
    onSuccess: ({ id }) => {
      onDone();
      void client.invalidateQueries(queries.grants);
      going.to(paths.staffGrant(id));
    },
  });
}
