/** A new site: the choice of a region is a promise, so it is made in plain sight and cannot be changed afterwards. */
import { Button, Radio, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { createSite } from "../../api/control.ts";
import * as queries from "../../api/queries.ts";
import { useGoing, useSession } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import form from "../../blocks/form.module.css";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Page } from "../../blocks/page.tsx";

const REGIONS = [
  { value: "uk", label: "United Kingdom" },
  { value: "eu", label: "Europe" },
  { value: "us", label: "United States" },
] as const;
type RegionName = (typeof REGIONS)[number]["value"];

export function NewSitePage() {
  const { organisation } = useSession();
  const [name, setName] = useState("Main ledger");
  const [region, setRegion] = useState<RegionName | "">("");
  const going = useGoing();
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: createSite,
    onSuccess: async (site) => {
      await client.fetchQuery({ ...queries.session, staleTime: 0 });
      going.replace(paths.uploads(site.id));
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (region) create.mutate({ name: name.trim(), region });
  };
  return (
    <Page title="New site" lead={`A site holds one ledger of ${organisation.name} in one region. Its data, its backups and its keys stay there.`}>
      <form className={form.form} onSubmit={submit}>
        {create.error && <FailureNotice error={create.error} doing="Creating the site" />}
        <TextInput label="Name" description="As your colleagues will see it" value={name} onChange={(event) => setName(event.currentTarget.value)} required withAsterisk={false} maxLength={80} />
        <Radio.Group label="Where its data is held" description="This cannot be changed later: data does not move between regions." value={region} onChange={(value) => setRegion(value as RegionName)}>
          <div className={form.group}>
            {REGIONS.map((one) => (
              <Radio key={one.value} value={one.value} label={one.label} mt={6} />
            ))}
          </div>
        </Radio.Group>
        <div className={form.actions}>
          <Button type="submit" disabled={!region || !name.trim()} loading={create.isPending}>
            Create site
          </Button>
        </div>
      </form>
    </Page>
  );
}
