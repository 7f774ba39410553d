/** A new API client; its secret is shown once, here. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createApiClient } from "../../api/api-clients.ts";
import * as queries from "../../api/queries.ts";
import { paths } from "../../app/paths.ts";
import form from "../../blocks/form.module.css";
import { Go } from "../../blocks/go.tsx";
import { Notice } from "../../blocks/notice.tsx";
import { Page } from "../../blocks/page.tsx";
import { Copyable } from "../sign-on/copyable.tsx";
import { ClientForm } from "./client-form.tsx";

export function NewApiClientPage() {
  const client = useQueryClient();
  const make = useMutation({ mutationFn: createApiClient, onSuccess: () => client.invalidateQueries(queries.apiClients) });
  return (
    <Page title="New API client" above={{ to: paths.apiClients(), words: "API clients" }}>
      {make.data ? (
        <div className={form.form}>
          <Notice title="Copy the secret now. It is not shown again." live>
            <Copyable label="Client id" value={make.data.id} />
            <Copyable label="Secret" value={make.data.secret.secret} />
          </Notice>
          <p><Go to={paths.apiClient(make.data.id)}>To the API client</Go></p>
        </div>
      ) : (
        <ClientForm submitWords="Make it" doing="Making the API client" error={make.error} saving={make.isPending} onSubmit={make.mutate} />
      )}
    </Page>
  );
}
