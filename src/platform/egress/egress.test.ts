/** No name, number or spelling leads inside; and what the operator opens is open, no more. */
import { expect, test } from "vitest";
import { openAddressGuard, troubleOf } from "./egress.ts";

const outcome = (guard: ReturnType<typeof openAddressGuard>, host: string): Promise<string> => guard.addressOf(host).then(({ address }) => address, (error: unknown) => troubleOf(error).code);
const guard = openAddressGuard();

test("addresses inside are refused, however they are written", async () => {
  const inside = [
    "127.0.0.1", "127.255.0.9", "0.0.0.0", "10.0.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.100.100.200", "168.63.129.16", "224.0.0.1", "255.255.255.255",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[fe80::1]", "[fd00:ec2::254]", "[fc00::1]", "[ff02::1]", "[2001:db8::1]",
  ];
  for (const host of inside) expect(await outcome(guard, host), host).toBe("address-refused");
  // As a URL reads them: the same addresses in other clothes.
  for (const url of ["https://2130706433/", "https://0x7f.1/", "https://0177.0.0.1/", "https://127.1/", "https://[::ffff:169.254.169.254]/", "https://①②⑦.0.0.1/"]) {
    expect(await outcome(guard, new URL(url).hostname), url).toBe("address-refused");
  }
});

test("addresses on the internet are not", async () => {
  for (const host of ["8.8.8.8", "1.1.1.1", "172.32.0.1", "[2606:4700:4700::1111]"]) expect(await outcome(guard, host)).toBe(host.replace(/[[\]]/g, ""));
});

test("a name is refused when any of its addresses is inside, asked anew each time", async () => {
  let answers = [{ address: "93.184.216.34", family: 4 }];
  const names = openAddressGuard([], async () => answers);
  expect(await outcome(names, "siem.example")).toBe("93.184.216.34");
  answers = [{ address: "93.184.216.34", family: 4 }, { address: "10.0.0.7", family: 4 }];
  expect(await outcome(names, "siem.example")).toBe("address-refused");
  answers = [{ address: "127.0.0.1", family: 4 }];
  expect(await outcome(names, "siem.example")).toBe("address-refused");
  answers = [];
  expect(await outcome(names, "siem.example")).toBe("name-not-found");
  expect(await outcome(openAddressGuard([], () => Promise.reject(new Error("no"))), "siem.example")).toBe("name-not-found");
});

test("the operator may open ranges, and only those are open", async () => {
  const opened = openAddressGuard(["127.0.0.1/32", "fd00:1::/32"]);
  expect(await outcome(opened, "127.0.0.1")).toBe("127.0.0.1");
  expect(await outcome(opened, "[fd00:1::9]")).toBe("fd00:1::9");
  for (const host of ["127.0.0.2", "10.0.0.1", "[::1]", "[fd00:2::9]"]) expect(await outcome(opened, host), host).toBe("address-refused");
  for (const bad of ["127.0.0.1", "10.0.0.0/33", "intranet/8", "::/129"]) expect(() => openAddressGuard([bad]), bad).toThrow("not written as one");
});
