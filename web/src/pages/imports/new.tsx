/** Before an import: what was recognised in each file, what is uncertain, and the chance to correct it. */
import { Button, Checkbox } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import * as queries from "../../api/queries.ts";
import { startImport } from "../../api/region.ts";
import type { Upload } from "../../api/shapes.ts";
import { useFilters, useGoing, useSite } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import form from "../../blocks/form.module.css";
import { Empty } from "../../blocks/empty.tsx";
import { DetailList, FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { objections, requestOf, startingChoices, type Choices, type TableChoice } from "./choices.ts";
import { recognised } from "./fields.ts";
import { Mapping } from "./mapping.tsx";

export function NewImportPage() {
  const site = useSite();
  const going = useGoing();
  const { data } = useSuspenseQuery(queries.uploads(site));
  const wanted = (useFilters()["uploads"] ?? "").split(",").filter(Boolean);
  const uploads = wanted.flatMap((id) => data.items.find((upload) => upload.id === id && upload.inspection) ?? []);
  if (uploads.length === 0)
    return (
      <Page title="Check before importing" above={{ to: paths.uploads(site.id), words: "Uploads" }}>
        <Empty title="These files are not here any more" action={<Button onClick={() => going.to(paths.uploads(site.id))}>Go to uploads</Button>}>
          <p>They may have been imported or deleted since. Choose files on the uploads page.</p>
        </Empty>
      </Page>
    );
  return <Check key={wanted.join()} uploads={uploads} />;
}

function Check({ uploads }: { uploads: readonly Upload[] }) {
  const site = useSite();
  const going = useGoing();
  const client = useQueryClient();
  const [choices, setChoices] = useState<Choices>(() => startingChoices(uploads));
  const [replaces, setReplaces] = useState(false);
  const request = requestOf(uploads, choices, replaces);
  const start = useMutation({
    mutationFn: () => startImport(site, request),
    onSuccess: (started) => {
      void client.invalidateQueries({ queryKey: ["site", site.id] });
      going.replace(paths.oneImport(site.id, started.id));
    },
  });
  const set = (upload: Upload, index: number, choice: TableChoice): void =>
    setChoices((now) => ({ ...now, [upload.id]: (now[upload.id] ?? []).map((old, at) => (at === index ? choice : old)) }));
  const wrong = Object.values(choices).flat().flatMap(objections);
  const count = request.files.length;
  return (
    <Page
      title="Check before importing"
      above={{ to: paths.uploads(site.id), words: "Uploads" }}
      lead="Correct what was taken wrongly. What you confirm is remembered for the next files with the same columns."
    >
      {uploads.map((upload) => (
        <Section key={upload.id} title={upload.fileName} aside={upload.inspection && recognised(upload.inspection)}>
          {upload.inspection && upload.inspection.notes.length > 0 && (
            <Notice title="Noticed while reading">
              <DetailList details={upload.inspection.notes} />
            </Notice>
          )}
          {upload.inspection?.tables.map((table, index) => {
            const choice = choices[upload.id]?.[index];
            return choice && <Mapping key={index} inspected={table} choice={choice} onChange={(next) => set(upload, index, next)} />;
          })}
        </Section>
      ))}
      <Section title="Import">
        <div className={form.form}>
          <Checkbox
            label="Replace the ledger of this site"
            description="Takes the earlier imports out of what is examined. Without it, these files are added to them."
            checked={replaces}
            onChange={(event) => setReplaces(event.currentTarget.checked)}
          />
          {start.error && <FailureNotice error={start.error} doing="Starting the import" />}
          <div className={form.actions}>
            <Button onClick={() => start.mutate()} loading={start.isPending} disabled={count === 0 || wrong.length > 0}>
              {count === 1 ? "Import 1 file" : `Import ${count} files`}
            </Button>
            {wrong.length > 0 && <span className={form.hint}>{wrong.length === 1 ? wrong[0] : `${wrong.length} things above need a decision first.`}</span>}
          </div>
        </div>
      </Section>
    </Page>
  );
}
