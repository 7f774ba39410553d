/** Access Permissions: areas × actions × roles, and the organisation's own roles. */
import { Button } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { removeRole } from "../../api/control.ts";
import * as queries from "../../api/queries.ts";
import type { RoleMatrix, RoleOfOrganisation } from "../../api/shapes.ts";
import { useSession } from "../../app/going.ts";
import { paths } from "../../app/paths.ts";
import form from "../../blocks/form.module.css";
import { Go } from "../../blocks/go.tsx";
import { FailureNotice } from "../../blocks/notice.tsx";
import { Page, Section } from "../../blocks/page.tsx";
import { Table } from "../../blocks/table.tsx";
import { permissionInWords } from "../../words/permissions.ts";
import { roleInWords } from "../../words/roles.ts";
import { RoleForm } from "./role-form.tsx";

export const roleName = (role: RoleOfOrganisation): string => role.name ?? roleInWords(role.id);

export function AccessPage() {
  const { permissions } = useSession();
  const { data } = useSuspenseQuery(queries.roles);
  const mayChange = permissions.includes("people:change");
  return (
    <Page
      title="Access Permissions"
      above={{ to: paths.people(), words: "People" }}
      lead="What each role may do. Who has a role at which site, and for which company codes, is set person by person."
    >
      <OwnRoles matrix={data} mayChange={mayChange} />
      <Section title="Roles and permissions" aside="One row for each thing that can be done">
        <Matrix matrix={data} />
      </Section>
    </Page>
  );
}

const SCOPES = { organisation: "the whole organisation", codes: "a site, or company codes of it", site: "a site" } as const;

function Matrix({ matrix: { permissions, items } }: { matrix: RoleMatrix }) {
  return (
    <Table
      caption="Permissions of each role"
      rows={permissions}
      keyOf={({ permission }) => permission}
      columns={[
        { key: "permission", head: "Permission", cell: ({ permission }) => permissionInWords(permission) },
        { key: "for", head: "Can be given for", cell: (one) => (one.ofOrganisation ? SCOPES.organisation : one.byCompanyCode ? SCOPES.codes : SCOPES.site) },
        ...items.map((role) => ({ key: role.id, head: roleName(role), cell: ({ permission }: { permission: string }) => <Mark has={role.permissions.includes(permission)} /> })),
      ]}
    />
  );
}

const Mark = ({ has }: { has: boolean }) =>
  has ? (
    <>
      <IconCheck size={16} stroke={2} aria-hidden="true" />
      <span className="visually-hidden">yes</span>
    </>
  ) : (
    <span className="visually-hidden">no</span>
  );

function OwnRoles({ matrix, mayChange }: { matrix: RoleMatrix; mayChange: boolean }) {
  const [editing, setEditing] = useState<RoleOfOrganisation | "new">();
  const client = useQueryClient();
  const remove = useMutation({ mutationFn: removeRole, onSettled: () => client.invalidateQueries(queries.roles) });
  const own = matrix.items.filter((role) => role.own);
  return (
    <Section title="Roles of your own" aside={mayChange && editing === undefined && <Button size="compact-sm" onClick={() => setEditing("new")}>New role</Button>}>
      {remove.error && <FailureNotice error={remove.error} doing="Removing the role" />}
      {editing !== undefined && <RoleForm key={editing === "new" ? "new" : editing.id} role={editing === "new" ? undefined : editing} permissions={matrix.permissions} onDone={() => setEditing(undefined)} />}
      {own.length === 0 && editing === undefined && <p>None yet. A role of your own is a name and the permissions you choose for it, for instance somebody who only watches the keys.</p>}
      {own.length > 0 && (
        <Table
          caption="Roles of your own"
          rows={own}
          keyOf={(role) => role.id}
          columns={[
            { key: "name", head: "Name", cell: (role) => role.name },
            { key: "what", head: "What it is for", cell: (role) => role.description || "—" },
            { key: "n", head: "Permissions", number: true, narrow: true, cell: (role) => role.permissions.length },
            { key: "people", head: "People", number: true, narrow: true, cell: (role) => role.people },
            {
              key: "acts", head: "", narrow: true,
              cell: (role) =>
                mayChange && (
                  <span className={form.actions}>
                    <Button size="compact-sm" variant="default" aria-label={`Change ${role.name}`} onClick={() => setEditing(role)}>Change</Button>
                    <Button size="compact-sm" variant="default" aria-label={`Remove ${role.name}`} disabled={role.people > 0} loading={remove.isPending && remove.variables === role.id} onClick={() => remove.mutate(role.id)}>Remove</Button>
                  </span>
                ),
            },
          ]}
        />
      )}
      <p className={form.hint}>Roles are given to people on the page <Go to={paths.people()}>People</Go>.</p>
    </Section>
  );
}
