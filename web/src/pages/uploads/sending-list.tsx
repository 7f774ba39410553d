/** What this tab is sending. A file that stopped goes on where the region says it stopped. */
import { ActionIcon, Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { dropFile, resumeFile, type SendingFile } from "../../api/sending-files.ts";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Bar } from "../../blocks/progress.tsx";
import { showSize } from "../../words/size.ts";
import styles from "./sending-list.module.css";

export function SendingList({ files }: { files: readonly SendingFile[] }) {
  const going = files.filter((file) => file.state !== "done");
  if (going.length === 0) return null;
  return (
    <ul className={styles.list} aria-label="Files being sent">
      {going.map((file) => (
        <li key={file.key}>
          <div className={styles.line}>
            <span className={styles.name}>{file.fileName}</span>
            <span className={styles.counts}>
              {file.state === "waiting" ? "Connection lost, trying again · " : ""}
              {showSize(file.sentBytes)} of {showSize(file.sizeBytes)}
            </span>
            {file.state === "failed" && (
              <Button size="compact-sm" variant="default" onClick={() => resumeFile(file.key)}>
                Go on
              </Button>
            )}
            <ActionIcon variant="subtle" color="gray" aria-label={`Stop sending ${file.fileName}`} onClick={() => void dropFile(file.key)}>
              <IconX size={16} aria-hidden="true" />
            </ActionIcon>
          </div>
          <Bar done={file.sentBytes} total={file.sizeBytes} label={`Sending ${file.fileName}`} />
          {file.error && <FailureNotice error={file.error} doing={`Sending ${file.fileName}`} />}
        </li>
      ))}
    </ul>
  );
}
