/** The rules of the staff door as settings, and who the file system lets at root keys. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { companyKeys } from "../../test/world/company-keys.ts";
import { rootKeyRights } from "./root-key-rights.ts";
import { chosenStaff, staffSettings } from "./staff-settings.ts";
import { checkIn } from "./staff-command.ts";

let folder: string;
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), "staff settings ")); });
afterAll(async () => { await rm(folder, { recursive: true }); });

it("lets nobody in unless it is said who, and insists on the device unless it is said not to", () => {
  expect(staffSettings.parse({})).toEqual({ networks: [], device: "required", authenticators: [] });
});

it("refuses what would open the door by mistake", async () => {
  const { root } = await companyKeys();
  const model = { name: "Key", aaguid: "2fc0579f-8113-47ea-b116-bb5a8db9202a", roots: [root] };
  expect(staffSettings.safeParse({ networks: ["203.0.113.0/24", "2001:db8::/32"], authenticators: [model], certificates: { issuers: [root] } }).success).toBe(true);
  for (const wrong of [
    { networks: ["0.0.0.0/0"] }, { networks: ["203.0.113.7"] }, { networks: ["office"] }, { networks: ["10.0.0.0/33"] }, { device: "off" }, { authenticators: [{ ...model, roots: [] }] },
    { authenticators: [{ ...model, roots: ["-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----"] }] }, { authenticators: [{ ...model, aaguid: "any" }] }, { certificates: { issuers: [] } }, { netwoks: [] },
  ]) expect(staffSettings.safeParse(wrong).success, JSON.stringify(wrong).slice(0, 80)).toBe(false);
});

it("of `up` are of this machine and near it, recorded only, until a file says more; a file that is wrong is not taken for none", async () => {
  const file = join(folder, "staff.json");
  expect(await chosenStaff(file)).toMatchObject({ device: "recorded", authenticators: [] });
  await writeFile(file, '{"networks": ["10.1.0.0/16"]}');
  expect(await chosenStaff(file)).toMatchObject({ device: "required", networks: ["10.1.0.0/16"] });
  await writeFile(file, "{");
  await expect(chosenStaff(file)).rejects.toMatchObject({ code: "settings-not-valid" });
});

it("a root key's file that others may read counts as somebody's access; of a key service nothing is known from here", async () => {
  const keys = join(folder, "root");
  await mkdir(keys, { mode: 0o700 });
  await writeFile(join(keys, "root-000001-x.json"), "{}", { mode: 0o600 });
  expect(await rootKeyRights({ kind: "local-file" }, keys)).toEqual([]);
  await chmod(join(keys, "root-000001-x.json"), 0o640);
  expect(await rootKeyRights({ kind: "local-file" }, keys)).toMatchObject([{ who: "everybody on the machine" }]);
  expect(await rootKeyRights({ kind: "pkcs11", library: "x", token: "y", pin: "z" }, keys)).toBe("unknown");
});

it("a check on the command line is kind, day and reference", () => {
  expect(checkIn("criminal-record:2026-10-01:HR-12: box 4")).toEqual({ kind: "criminal-record", doneOn: "2026-10-01", reference: "HR-12: box 4" });
  for (const wrong of ["identity", "identity:yesterday:HR", "identity:2026-10-01:"]) expect(() => checkIn(wrong)).toThrow("no background check");
});
