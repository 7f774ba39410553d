/** API clients: the organisation's programs, what each may do, and when it was last used. */
import { useSuspenseQuery } from "@tanstack/react-query";
import * as queries from "../../api/queries.ts";
import { useSession } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import { Empty } from "../../blocks/empty.tsx";
import { Go } from "../../blocks/go.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { Tag } from "../../blocks/tag.tsx";
import { When } from "../../blocks/when.tsx";
import { CLIENT_STATES } from "../../words/api-clients.ts";

export function ApiClientsPage() {
  const { data } = useSuspenseQuery(queries.apiClients);
  const { permissions, sites } = useSession();
  const nameOf = (id: string): string => sites.find((site) => site.id === id)?.name ?? "a site";
  const add = permissions.includes("sign-on:change") && <Go to={paths.newApiClient()}>New API client</Go>;
  return (
    <Page title="API clients" above={{ to: paths.settings(), words: "Settings" }} lead="Programs of yours that send files and read results by themselves. Each holds only what you give it.">
      {data.items.length === 0 ? (
        <Empty title="No API client yet">
          <p>Make one for each program that talks to Spendward, such as your ERP's export. It gets a secret, and may do only what you allow at the sites you name.</p>
          {add && <p>{add}</p>}
        </Empty>
      ) : (
        <Section title="Your programs" aside={add}>
          <Table
            caption="API clients"
            rows={data.items}
            keyOf={(client) => client.id}
            columns={[
              { key: "name", head: "Name", cell: (client) => <Go to={paths.apiClient(client.id)}>{client.name}</Go> },
              { key: "state", head: "State", cell: (client) => <Tag>{CLIENT_STATES[client.state]}</Tag> },
              { key: "sites", head: "Sites", cell: (client) => client.sites.map(nameOf).join(", ") },
              { key: "used", head: "Last used", cell: (client) => (client.lastUsedAt ? <When at={client.lastUsedAt} /> : "never") },
              { key: "from", head: "From", cell: (client) => client.lastUsedFrom ?? "" },
              { key: "ends", head: "Ends", cell: (client) => <When at={client.expiresAt} /> },
            ]}
          />
        </Section>
      )}
    </Page>
  );
}
