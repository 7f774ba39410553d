/** One feed: where it goes, how far it has come, what is wrong, and what can be done with it. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as queries from "../../api/queries.ts";
import type { Feed } from "../../api/shapes.ts";
import type { Trail } from "../../api/trails.ts";
import { may } from "../../app/rights.ts";
import facts from "../../blocks/facts.module.css";
import form from "../../blocks/form.module.css";
import { FailureNotice, Notice } from "../../blocks/notice.tsx";
import { Section } from "../../blocks/page.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { remedyWords, troubleWords } from "../../words/feeds.ts";
import { showCount } from "../../words/money.ts";
import { FeedForm } from "./feed-form.tsx";

type Props = { trail: Trail; feed: Feed; stopAfterDays: number; onSecret: (secret: string | null) => void };

export function FeedSection({ trail, feed, stopAfterDays, onSecret }: Props) {
  const [changing, setChanging] = useState(false);
  return (
    <Section title={feed.name} aside={<StateTag feed={feed} />}>
      {feed.state === "stopped" && (
        <Notice meaning="risk" title="This feed was stopped.">
          {feed.trouble !== null && feed.trouble !== "gone" && <p>{troubleWords(feed.trouble)} {remedyWords(feed.trouble)}</p>}
          <p>{feed.trouble === "gone" ? "Its receiver said that it is gone." : `Its receiver took nothing for ${stopAfterDays} days.`} Nothing was lost: it goes on with the first entry that was not delivered, as long as that entry is kept.</p>
        </Notice>
      )}
      {feed.trouble !== null && feed.state !== "stopped" && (
        <Notice meaning={feed.state === "on" ? "held" : "neutral"} title={troubleWords(feed.trouble)}>
          <p>{remedyWords(feed.trouble)} {feed.state === "on" && "It is tried again by itself, at least every five minutes."}</p>
        </Notice>
      )}
      {changing ? <FeedForm trail={trail} feed={feed} onDone={() => setChanging(false)} onCancel={() => setChanging(false)} /> : <Facts feed={feed} />}
      {may(trail, "changeFeeds") && !changing && <FeedActions trail={trail} feed={feed} onSecret={onSecret} onChange={() => setChanging(true)} />}
    </Section>
  );
}

function Facts({ feed }: { feed: Feed }) {
  return (
    <dl className={facts.facts}>
      <dt>Goes to</dt>
      <dd>{feed.to}{feed.kind === "syslog" ? " (syslog over TLS)" : " (webhook)"}</dd>
      <dt>Delivered</dt>
      <dd>{feed.deliveredAt === null ? "Nothing yet" : <>Up to entry {showCount(feed.deliveredSeq)}, <When at={feed.deliveredAt} /></>}</dd>
      <dt>Waiting</dt>
      <dd>{feed.waiting === 0 ? "Nothing" : `${showCount(feed.waiting)} ${feed.waiting === 1 ? "entry" : "entries"}`}</dd>
      {feed.failingSince !== null && (
        <>
          <dt>Failing since</dt>
          <dd><When at={feed.failingSince} exact /></dd>
        </>
      )}
      <dt>Verified by</dt>
      <dd>{feed.ca === null ? "the authorities that the system trusts" : "the authority given with the feed"}{feed.clientCertificate && "; we show a certificate of our own"}</dd>
      {feed.secretEnds !== null && (
        <>
          <dt>Secret before</dt>
          <dd>used as well until <When at={feed.secretEnds} exact /></dd>
        </>
      )}
    </dl>
  );
}

function StateTag({ feed }: { feed: Feed }) {
  if (feed.state === "paused") return <Tag meaning="held">Paused</Tag>;
  if (feed.state === "stopped") return <Tag meaning="risk">Stopped</Tag>;
  return feed.trouble === null ? <Tag meaning="good">Delivering</Tag> : <Tag meaning="risk">Not getting through</Tag>;
}

function FeedActions({ trail, feed, onSecret, onChange }: Omit<Props, "stopAfterDays"> & { onChange: () => void }) {
  const client = useQueryClient();
  const [removing, setRemoving] = useState(false);
  const onSettled = () => client.invalidateQueries(queries.feeds(trail));
  const test = useMutation({ mutationFn: () => trail.feeds.test(feed.id), onSettled });
  const turn = useMutation({ mutationFn: () => (feed.state === "on" ? trail.feeds.pause(feed.id) : trail.feeds.resume(feed.id)), onSettled });
  const rotate = useMutation({ mutationFn: () => trail.feeds.rotateSecret(feed.id), onSuccess: ({ secret }) => onSecret(secret), onSettled });
  const remove = useMutation({ mutationFn: () => trail.feeds.remove(feed.id), onSettled });
  const error = test.error ?? turn.error ?? rotate.error ?? remove.error;
  return (
    <>
      {error && <FailureNotice error={error} doing="The change" />}
      {test.data && (
        <Notice meaning={test.data.delivered ? "neutral" : "held"} title={test.data.delivered ? "One entry arrived." : troubleWords(test.data.trouble ?? "")} live>
          {test.data.trouble !== null && <p>{remedyWords(test.data.trouble)}</p>}
        </Notice>
      )}
      <div className={form.actions}>
        <Button variant="default" onClick={() => test.mutate()} loading={test.isPending}>Send one entry now</Button>
        <Button variant="default" onClick={onChange}>Change</Button>
        <Button variant="default" onClick={() => turn.mutate()} loading={turn.isPending}>{feed.state === "on" ? "Pause" : "Go on"}</Button>
        {feed.kind === "webhook" && <Button variant="default" onClick={() => rotate.mutate()} loading={rotate.isPending}>Replace the secret</Button>}
        {removing ? (
          <>
            <Button color="red" onClick={() => remove.mutate()} loading={remove.isPending}>
              {feed.waiting === 0 ? "Remove this feed" : `Remove this feed and leave ${showCount(feed.waiting)} undelivered`}
            </Button>
            <Button variant="subtle" onClick={() => setRemoving(false)}>Keep it</Button>
          </>
        ) : (
          <Button variant="default" onClick={() => setRemoving(true)}>Remove</Button>
        )}
      </div>
    </>
  );
}
