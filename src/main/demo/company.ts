/**
 * The made-up company whose ledger the demo shows: its entities, its people, its suppliers, and how each supplier bills.
 * Every name is put together from lists; check digits of IBANs and VAT numbers are right unless a case needs them wrong.
 */
import type { Dice } from "./dice.ts";

export const ENTITIES = ["1000", "2000", "3000"] as const; // food service, bakery, distribution

const STEMS = ["Alder", "Birch", "Cotter", "Dunmore", "Eastholm", "Farrow", "Gable", "Hollin", "Inver", "Juniper", "Kestle", "Larkby", "Merrow",
  "Northgill", "Oakmoor", "Penrose", "Quarley", "Rookwood", "Selby", "Tarrant", "Umber", "Verity", "Wexcombe", "Yarrow", "Ashlark", "Brindle", "Calder",
  "Denholme", "Elmside", "Fenwick"] as const;
const TRADES = ["Packaging", "Couriers", "Refrigeration", "Flour Mills", "Dairies", "Cleaning Services", "Print", "Recruitment", "Legal", "Engineering",
  "Energy", "Telecom", "Waste", "Fuels", "Produce", "Software", "Pallets", "Uniforms", "Security", "Vehicle Hire"] as const;
const FORMS = ["Ltd", "Limited", "plc", "LLP", "Group Ltd"] as const;
const STREETS = ["Mill Lane", "Station Road", "Canal Street", "Foundry Way", "Church Hill", "Orchard Close", "Dock Road", "Market Place"] as const;
const TOWNS = [["Leeds", "LS"], ["Norwich", "NR"], ["Bristol", "BS"], ["Preston", "PR"], ["Dundee", "DD"], ["Swindon", "SN"], ["Derby", "DE"], ["Exeter", "EX"]] as const;
const FIRST = ["Amara", "Ben", "Chloe", "Dev", "Ewan", "Farah", "Grace", "Hamid", "Isla", "Jonas", "Keira", "Liam", "Mina", "Noor", "Owen", "Priya"] as const;
const LAST = ["Achterberg", "Blythe", "Cavanagh", "Dosanjh", "Ellery", "Fairfax", "Gorse", "Hadley", "Ingram", "Joubert", "Kitson", "Lowther"] as const;

/** How a supplier bills: what makes its numbers, dates and amounts its own. */
export type Habit = "monthly-fixed" | "monthly-metered" | "orders" | "bursts" | "projects";

export type Supplier = {
  supplierId: string; name: string; address: string; city: string; postcode: string; country: string; vatNo: string; companyNo: string; email: string;
  iban: string; termsDays: number; createdOn: number; createdBy: string; status: string;
  readonly habit: Habit; readonly middleMinor: number; readonly perYear: number; readonly vatPercent: number; readonly numbering: number; readonly trade: string;
};
export type Employee = { employeeId: string; name: string; address: string; postcode: string; iban: string };

/** ISO 13616 check digits, for a UK account. */
export function makeIban(dice: Dice, bank: string): string {
  const account = `${bank}${String(dice.between(100_000, 999_999))}${String(dice.between(10_000_000, 99_999_999))}`;
  const digits = [...`${account}GB00`].map((sign) => (/[A-Z]/.test(sign) ? String(sign.charCodeAt(0) - 55) : sign)).join("");
  return `GB${String(98n - (BigInt(digits) % 97n)).padStart(2, "0")}${account}`;
}

/** UK VAT number by the "97" scheme: weights 8 to 2, check = 97 less the sum, modulo 97. */
export function makeVatNo(dice: Dice): string {
  const seven = String(dice.between(1_000_000, 9_999_999));
  const sum = [...seven].reduce((total, digit, index) => total + Number(digit) * (8 - index), 0);
  return `GB${seven}${String((97 - (sum % 97)) % 97).padStart(2, "0")}`;
}

const postcodeIn = (dice: Dice, area: string): string =>
  `${area}${dice.between(1, 19)} ${dice.between(1, 9)}${dice.pick(["AB", "DH", "EL", "JN", "QT", "RW"])}`;

export function hireEmployees(dice: Dice, count: number): Employee[] {
  return Array.from({ length: count }, (_, index) => {
    const [, area] = dice.pick(TOWNS);
    return {
      employeeId: `E${String(1001 + index)}`, name: `${dice.pick(FIRST)} ${dice.pick(LAST)}`,
      address: `${dice.between(1, 180)} ${dice.pick(STREETS)}`, postcode: postcodeIn(dice, area), iban: makeIban(dice, "KNGS"),
    };
  });
}

const HABIT_OF: Readonly<Record<string, Habit>> = {
  Energy: "monthly-metered", Telecom: "monthly-fixed", Software: "monthly-fixed", Security: "monthly-fixed", "Cleaning Services": "monthly-fixed",
  Couriers: "bursts", "Vehicle Hire": "bursts", Legal: "projects", Engineering: "projects", Recruitment: "projects",
};

/** Suppliers with different names: stems times trades, so that likeness is planted and not an accident. */
export function findSuppliers(dice: Dice, count: number, firstDay: number, buyers: readonly Employee[]): Supplier[] {
  return Array.from({ length: count }, (_, index) => {
    const stem = STEMS[(index * 7) % STEMS.length] ?? "Alder";
    const trade = TRADES[(index + Math.floor(index / STEMS.length) * 3) % TRADES.length] ?? "Produce";
    const [city, area] = dice.pick(TOWNS);
    const name = `${stem} ${trade} ${dice.pick(FORMS)}`;
    const habit = HABIT_OF[trade] ?? "orders";
    return {
      supplierId: String(100_200 + index * 3), name, address: `${dice.between(1, 90)} ${dice.pick(STREETS)}`, city, postcode: postcodeIn(dice, area),
      country: "GB", vatNo: makeVatNo(dice), companyNo: String(dice.between(2_000_000, 14_999_999)).padStart(8, "0"),
      email: `accounts@${stem.toLowerCase()}-${trade.toLowerCase().replace(/ /g, "-")}.example`, iban: makeIban(dice, dice.pick(["ALBN", "NRTH", "WSTC", "KNGS"])),
      termsDays: dice.pick([14, 30, 30, 30, 45, 60]), createdOn: firstDay - dice.between(100, 3000), createdBy: dice.pick(buyers).employeeId, status: "active",
      habit, middleMinor: Math.round(dice.around(habit === "projects" ? 420_000 : 62_000, 0.9)), perYear: Math.round(dice.around(habit === "orders" ? 55 : 40, 0.9)) + 4,
      vatPercent: ["Flour Mills", "Dairies", "Produce"].includes(trade) ? 0 : trade === "Energy" ? 5 : 20, numbering: index, trade,
    };
  });
}
