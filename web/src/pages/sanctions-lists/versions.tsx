/** Every version there was, newest first, with who read it; one that nothing rests on can be removed. */
import { Button, Modal } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { removeSanctionsVersion } from "../../api/region.ts";
import type { SanctionsVersion, SanctionsVersionList, Site } from "../../api/shapes.ts";
import { may } from "../../app/rights.ts";
import form from "../../blocks/form.module.css";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { showCount } from "../../words/money.ts";
import { LIST_WORDS } from "../../words/sanctions.ts";
import { showDay } from "../../words/time.ts";
import styles from "./sanctions-lists.module.css";

type Props = { site: Site; data: SanctionsVersionList; onChanged: () => void };

/** Of a hash, enough to compare by eye. */
const HASH_SHOWN = 12;

export function Versions({ site, data, onChanged }: Props) {
  const [removing, setRemoving] = useState<SanctionsVersion>();
  return (
    <Section title="Versions" aside={data.total > data.items.length ? `The newest ${showCount(data.items.length)} of ${showCount(data.total)}` : "What was found and decided keeps its version"}>
      <Table
        caption="Versions of sanctions lists, newest first"
        rows={data.items}
        keyOf={(one) => one.id}
        columns={[
          { key: "list", head: "Version", cell: (one) => <><span className={styles.version}>{LIST_WORDS[one.list]}</span><span className={styles.under}>{one.publishedOn === null ? "gives itself no date" : `of ${showDay(one.publishedOn)}`}</span></> },
          { key: "state", head: "State", narrow: true, cell: (one) => <Tag meaning={one.state === "current" ? "good" : "neutral"}>{one.state === "current" ? "Screened against" : "Past"}</Tag> },
          { key: "names", head: "Names", number: true, narrow: true, cell: (one) => <>{showCount(one.names)}{one.nameless > 0 && <span className={styles.under}>{one.nameless === 1 ? "1 entry" : `${showCount(one.nameless)} entries`} without a name</span>}</> },
          { key: "decisions", head: "Decisions", number: true, narrow: true, cell: (one) => (one.decisions === 0 ? "none" : showCount(one.decisions)) },
          { key: "by", head: "Read by", narrow: true, cell: (one) => <>{one.by.name || "A program"}<span className={styles.under}><When at={one.readAt} /></span></> },
          { key: "files", head: "Files", cell: (one) => <><span className={styles.name}>{one.files}</span><span className={styles.under}>SHA-256 <code title={one.sha256}>{one.sha256.slice(0, HASH_SHOWN)}</code></span></> },
          ...(may(site, "removeLists") ? [{ key: "acts", head: "", narrow: true, cell: (one: SanctionsVersion) => one.decisions === 0 && (
            <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setRemoving(one)} aria-label={`Remove ${titleOf(one)}`}>Remove</Button>
          ) }] : []),
        ]}
      />
      <Modal opened={removing !== undefined} onClose={() => setRemoving(undefined)} size={480} lockScroll={false} title="Remove this version" closeButtonProps={{ "aria-label": "Close without removing" }}>
        {removing && <Removal key={removing.id} site={site} version={removing} onClose={() => setRemoving(undefined)} onChanged={onChanged} />}
      </Modal>
    </Section>
  );
}

const titleOf = ({ list, publishedOn }: SanctionsVersion): string => `${LIST_WORDS[list]}${publishedOn === null ? "" : ` of ${showDay(publishedOn)}`}`;

function Removal({ site, version, onClose, onChanged }: { site: Site; version: SanctionsVersion; onClose: () => void; onChanged: () => void }) {
  const remove = useMutation({ mutationFn: () => removeSanctionsVersion(site, version.id), onSuccess: onClose, onSettled: onChanged });
  return (
    <div className={form.fields}>
      {remove.error && <FailureNotice error={remove.error} doing="Removing" />}
      <p>{titleOf(version)}, {showCount(version.names)} names. {version.state === "current" ? "The version before it, if there is one, is screened against from then on." : "It is not screened against now."} This cannot be undone; a version that a decision rests on, or that was used lately, is not removed.</p>
      <div className={form.actions}>
        <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>Remove this version</Button>
        <Button variant="default" onClick={onClose}>Cancel</Button>
      </div>
    </div>
  );
}
