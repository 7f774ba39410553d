/** Files that have arrived: what each was recognised as, or why it was refused and what to do. */
import { Button, Checkbox } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { deleteUpload } from "../../api/region.ts";
import type { Site, Upload } from "../../api/shapes.ts";
import { paths } from "../../app/paths.ts";
import { may } from "../../app/rights.ts";
import { Go } from "../../blocks/go.tsx";
import { DetailList, FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Tag, type Meaning } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { showSize } from "../../words/size.ts";
import { recognised } from "../imports/fields.ts";
import styles from "./upload-list.module.css";

const STATES: Readonly<Record<Upload["state"], readonly [Meaning, string]>> = {
  receiving: ["moving", "Arriving"],
  inspecting: ["moving", "Being looked at"],
  ready: ["good", "Recognised"],
  refused: ["risk", "Not usable"],
  imported: ["good", "Imported"],
};

type Props = {
  site: Site;
  uploads: readonly Upload[];
  isChosen: (upload: Upload) => boolean;
  onToggle: (upload: Upload) => void;
  onChanged: () => void;
};

export function UploadList({ site, uploads, isChosen, onToggle, onChanged }: Props) {
  const remove = useMutation({ mutationFn: (upload: Upload) => deleteUpload(site, upload.id), onSettled: onChanged });
  return (
    <>
      {remove.error && <FailureNotice error={remove.error} doing="Deleting the file" />}
      <ul className={styles.list}>
        {uploads.map((upload) => (
          <li key={upload.id}>
            <div className={styles.line}>
              <Checkbox
                checked={isChosen(upload)}
                disabled={upload.state !== "ready" || upload.inspection?.sanctionsList !== undefined}
                onChange={() => onToggle(upload)}
                aria-label={`Import ${upload.fileName}`}
              />
              <div className={styles.file}>
                <strong className={styles.name}>{upload.fileName}</strong>
                <span className={styles.note}>{upload.inspection ? recognised(upload.inspection) : ""}</span>
                {upload.inspection?.sanctionsList && upload.state === "ready" && may(site, "seeLists") && <span className={styles.note}>No part of the ledger: read it on the page <Go to={paths.sanctionsLists(site.id)}>Sanctions lists</Go></span>}
              </div>
              <State upload={upload} />
              <span className={styles.note}>
                {showSize(upload.sizeBytes)} · <When at={upload.receivedAt ?? upload.createdAt} /> · {scanWords(upload.malwareScan)}
              </span>
              {may(site, "removeFiles") && (
                <Button size="compact-sm" variant="subtle" color="gray" onClick={() => remove.mutate(upload)} aria-label={`Delete ${upload.fileName}`}>
                  Delete
                </Button>
              )}
            </div>
            {upload.refusal && (
              <Notice meaning="risk" title={upload.refusal.message}>
                <DetailList details={upload.refusal.details} />
              </Notice>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function State({ upload }: { upload: Upload }) {
  const [meaning, words] = STATES[upload.state];
  return <Tag meaning={meaning}>{words}</Tag>;
}

const scanWords = (scan: Upload["malwareScan"]): string =>
  scan === "clean" ? "no malware found" : scan === "refused" ? "malware found" : scan === "too large" ? "too large for the malware scan" : "malware scan not configured";
