/** The keys that everything of a site is sealed with: which there are, what they protect, and what can be done with them. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import * as queries from "../../api/queries.ts";
import { download, rotateKeys } from "../../api/region.ts";
import type { Keys, Site } from "../../api/shapes.ts";
import { useSite } from "../../app/going.ts";
import { whyNot } from "../../app/rights.ts";
import { Figures } from "../../blocks/figures.tsx";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { sentence } from "../../words/kinds.ts";
import { showDay } from "../../words/time.ts";
import { ageWords, keyServiceWords } from "../../words/keys.ts";
import { DestroyKeys } from "./destroy.tsx";
import { OwnKey } from "./own-key.tsx";
import { Versions } from "./versions.tsx";

export function KeysPage() {
  const site = useSite();
  const { data: keys, dataUpdatedAt } = useSuspenseQuery(queries.keys(site));
  const client = useQueryClient();
  const rotate = useMutation({ mutationFn: () => rotateKeys(site), onSettled: () => client.invalidateQueries(queries.keys(site)) });
  const not = whyNot(site, "rotateKeys") ?? (keys.state.state === "paused" ? "The site is paused: nothing can be wrapped anew until its key is back." : undefined);
  const closed = keys.state.state === "closed";
  return (
    <Page
      title="Keys"
      lead={closed ? "This site has come to its end." : `Everything stored in ${site.name} is encrypted under a key of this site alone, which is itself wrapped by a root key in the ${site.regionName} region. No key is ever shown to anybody.`}
      actions={!closed && (
        <Button onClick={() => rotate.mutate()} loading={rotate.isPending} disabled={not !== undefined} {...(not !== undefined && { title: not })}>
          Rotate now
        </Button>
      )}
    >
      {rotate.error && <FailureNotice error={rotate.error} doing="Rotating the key" />}
      {closed ? <Closed site={site} keys={keys} /> : <Standing keys={keys} nowMs={dataUpdatedAt} />}
      <Section title="Versions">
        <Versions versions={keys.versions} />
      </Section>
      {!closed && (
        <>
          <Section title="Your own key">
            <OwnKey site={site} keys={keys} />
          </Section>
          <Section title="The end of this site">
            <DestroyKeys site={site} />
          </Section>
        </>
      )}
    </Page>
  );
}

function Standing({ keys, nowMs }: { keys: Keys; nowMs: number }) {
  const active = keys.versions.find((one) => one.state === "active");
  const overdue = keys.rotateBy !== null && Date.parse(keys.rotateBy) < nowMs;
  return (
    <Figures
      list={[
        { label: "Version in use", value: active?.version ?? "none", ...(active && { note: `${ageWords(active.ageDays)} old` }) },
        { label: "Next rotation", value: keys.rotateBy === null ? "none" : showDay(keys.rotateBy.slice(0, 10)), note: overdue ? "due now; it is done by the next daily round" : "by itself, at the latest" },
        { label: "Root key", value: keys.root ? sentence(keyServiceWords(keys.root.keyService)) : "Not answering", ...(keys.root && { note: `${ageWords(keys.root.ageDays)} old, next rotation ${showDay(keys.root.rotateBy.slice(0, 10))}` }) },
        { label: "Your own key", value: keys.customerKey?.inUse ? "Needed" : "Not used", note: keys.state.state === "paused" ? "this site is paused" : keys.customerKey?.inUse ? "you can withhold it at any time" : "optional" },
      ]}
    />
  );
}

function Closed({ site, keys }: { site: Site; keys: Keys }) {
  return (
    <>
      <Notice title="The keys of this site have been destroyed.">
        <p>Nothing that was stored in it can be opened any more, by anybody, in any backup.</p>
      </Notice>
      {keys.certificate && (
        <Button variant="default" mt="md" onClick={() => void download(site, "/keys/certificate.txt", "certificate-of-destruction.txt")}>
          Download the certificate of destruction
        </Button>
      )}
    </>
  );
}
