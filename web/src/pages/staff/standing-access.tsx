/** The number of standing ways to customer data, made anew each time it is shown, and what it was made from. */
import { Button } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import * as queries from "../../api/staff-queries.ts";
import { Notice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import styles from "./staff.module.css";

export function StandingAccessPage() {
  const { data, refetch, isFetching } = useSuspenseQuery(queries.standingAccess);
  const found = data.sources.flatMap(({ source, found: each }) => each.map((one) => ({ ...one, source })));
  return (
    <Page title="Standing access" lead="How many people or roles of the operator could reach customer data now, without a grant. Asked of databases, key folders and registers each time this page is opened." actions={<Button variant="default" loading={isFetching} onClick={() => void refetch()}>Count again</Button>}>
      <p aria-live="polite">
        <span className={styles.number}>{data.unknown > 0 && data.count === 0 ? "0, as far as known" : data.count}</span>
      </p>
      <p><Tag meaning={data.count > 0 ? "risk" : data.unknown > 0 ? "held" : "good"}>{data.count > 0 ? "Somebody has standing access" : data.unknown > 0 ? `${data.unknown} sources are not known` : "Nobody has standing access"}</Tag>{" "}<When at={data.at} exact /></p>
      {found.length > 0 && (
        <Section title="Found">
          <Table caption="Who has standing access" rows={found} keyOf={(one, n) => one.source + one.who + n} columns={[
            { key: "who", head: "Who", cell: (one) => one.who },
            { key: "what", head: "What", cell: (one) => one.what },
            { key: "where", head: "Where", cell: (one) => one.source },
          ]} />
        </Section>
      )}
      <Section title="Made from">
        <Table caption="What the number is made from" rows={data.sources} keyOf={(one) => one.source} columns={[
          { key: "source", head: "Source", cell: (one) => one.source },
          { key: "what", head: "What is counted", cell: (one) => one.what },
          { key: "count", head: "Found", number: true, narrow: true, cell: (one) => (one.state === "unknown" ? "?" : one.found.length) },
          { key: "state", head: "State", narrow: true, cell: (one) => (one.state === "unknown" ? <Tag meaning="held">Not known</Tag> : one.found.length > 0 ? <Tag meaning="risk">Access</Tag> : <Tag meaning="good">None</Tag>) },
        ]} />
      </Section>
      <Notice title="What is not counted">
        <p>Access under a grant: it ends by itself and is listed to the customer. The database server's own bootstrap account: it cannot be taken away, and what customers call their data is sealed under keys that the database never has. The policy of a hardware module or cloud key service stands there, and is shown as not known.</p>
      </Notice>
    </Page>
  );
}
