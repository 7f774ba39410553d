/** Which migrations make up the schema of each plane, and the running of them. */
import type { Region } from "../base/regions.ts";
import { installQueue } from "../platform/jobs/jobs.ts";
import { type DatabaseTls, migrate, PLATFORM_MIGRATIONS, VAULT_MIGRATION } from "../platform/postgres/postgres.ts";

export type Plane = "control" | Region;

export async function migratePlane(plane: Plane, ownerUrl: string, tls: DatabaseTls): Promise<void> {
  const own =
    plane === "control"
      ? [{ name: "control", from: new URL("../control/migrations/", import.meta.url) }]
      : [VAULT_MIGRATION, { name: "region", from: new URL("../region/migrations/", import.meta.url) }];
  await migrate({ ownerUrl, tls, folders: [...PLATFORM_MIGRATIONS, ...own] });
  await installQueue(ownerUrl, tls);
}
