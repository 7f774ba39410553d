/** Where files are dropped or chosen. A real file field underneath, so that it works without a mouse. */
import { Button } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useRef, useState, type DragEvent } from "react";
import styles from "./drop-zone.module.css";

const KINDS = ".csv,.tsv,.txt,.xlsx,.gz";
const LEDGER =
  "CSV or Excel (.xlsx), up to 2 GB each. Invoices at least; suppliers, payments, bank changes and statements make the answers better. Any layout: you check what was recognised before anything is imported.";

type Props = {
  onFiles: (files: readonly File[]) => void;
  title?: string;
  words?: string;
  /** Endings that the file dialog offers. */
  kinds?: string;
};

export function DropZone({ onFiles, title = "Drop the exports of your accounting system here", words = LEDGER, kinds = KINDS }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    onFiles([...event.dataTransfer.files]);
  };
  return (
    <div
      className={styles.zone}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconUpload size={22} stroke={1.5} aria-hidden="true" />
      <div>
        <strong>{title}</strong>
        <p>{words}</p>
      </div>
      <Button variant="default" onClick={() => field.current?.click()}>
        Choose files
      </Button>
      <input
        ref={field}
        type="file"
        multiple
        accept={kinds}
        aria-label="Files to upload"
        className="visually-hidden"
        tabIndex={-1}
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
    </div>
  );
}
