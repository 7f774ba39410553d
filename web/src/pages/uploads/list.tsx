/** Files in: drop them here, see what each was recognised as, and go on to check and import them. */
import { Button } from "@mantine/core";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import * as queries from "../../api/queries.ts";
import { sendFile, useSendingFiles } from "../../api/sending-files.ts";
import type { Upload } from "../../api/shapes.ts";
import { useGoing, useSite } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { may, whyNot } from "../../app/rights.ts";
import { Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { DropZone } from "./drop-zone.tsx";
import { ImportHistory } from "./import-history.tsx";
import { SendingList } from "./sending-list.tsx";
import { UploadList } from "./upload-list.tsx";

/** No part of the ledger: it is read on a page of its own. */
const isList = ({ inspection }: Upload): boolean => inspection?.sanctionsList !== undefined;

export function UploadsPage() {
  const site = useSite();
  const going = useGoing();
  const client = useQueryClient();
  const { data } = useSuspenseQuery(queries.uploads(site));
  const sending = useSendingFiles(site.id);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const refresh = (): void => void client.invalidateQueries({ queryKey: queries.uploads(site).queryKey });
  const send = (files: readonly File[]): void => files.forEach((file) => sendFile(site, file, () => refresh()));
  const pending = data.items.filter((upload) => upload.state !== "imported" && upload.state !== "receiving");
  const chosen = pending.filter((upload) => upload.state === "ready" && !isList(upload) && !left.has(upload.id));
  const busy = sending.some((file) => file.state === "sending" || file.state === "waiting") || pending.some((upload) => upload.state === "inspecting");
  const forbidden = whyNot(site, "sendFiles");
  const toggle = (upload: Upload): void =>
    setLeft((now) => new Set(now.has(upload.id) ? [...now].filter((id) => id !== upload.id) : [...now, upload.id]));
  return (
    <Page
      title="Uploads"
      lead={`Files go straight to ${site.regionName} and are sealed as they arrive; nothing is written in clear.`}
    >
      {forbidden ? <Notice title={forbidden} /> : <DropZone onFiles={send} />}
      <SendingList files={sending} />
      {pending.length > 0 && (
        <Section title="Ready to check" aside="Files of one ledger are imported together">
          <UploadList site={site} uploads={pending} isChosen={(upload) => chosen.includes(upload)} onToggle={toggle} onChanged={refresh} />
          <Button
            mt="md"
            disabled={chosen.length === 0 || busy || !may(site, "importFiles")}
            onClick={() => going.to(paths.newImport(site.id, chosen.map((upload) => upload.id)))}
          >
            {chosen.length === 0 ? "Check and import" : `Check and import ${chosen.length === 1 ? "1 file" : `${chosen.length} files`}`}
          </Button>
        </Section>
      )}
      <ImportHistory site={site} />
    </Page>
  );
}
