/** Lenses on days, limits and people. */
import type { PopulationLenses, Site } from "../../api/shapes.ts";
import { Amount } from "../../blocks/amount.tsx";
import { Table } from "../../blocks/table.tsx";
import { TwoBars } from "../../blocks/two-bars.tsx";
import { showCount, showFigure } from "../../words/money.ts";
import { showPercent } from "../../words/tests.ts";
import { showDay } from "../../words/time.ts";
import { Lens, RowLink, RowsOfLens } from "./lens.tsx";

const VIEW = "days";
type Props = { site: Site; lenses: PopulationLenses };

export function DayLenses({ site, lenses }: Props) {
  return (
    <>
      <BusyDays site={site} lenses={lenses} />
      <UnderLimits site={site} lenses={lenses} />
      <WeekendUsers site={site} lenses={lenses} />
    </>
  );
}

/** Ledgers without a currency have XXX. */
const inCurrency = (currency: string): string => (currency === "XXX" ? "" : ` in ${currency}`);
const weekday = (day: string): string => new Date(`${day}T00:00:00Z`).toLocaleDateString("en-GB", { weekday: "short", timeZone: "UTC" });

function BusyDays({ site, lenses: { busyDays: rows, lacking } }: Props) {
  const most = Math.max(1, ...rows.map(({ timesUsual }) => timesUsual));
  return (
    <Lens name="busyDays" lacking={lacking.busyDays} empty={rows.length === 0}>
      <Table
        compact caption="Days with far more than their weekday usually has" rows={rows} keyOf={({ day, total }) => `${day} ${total.currency}`}
        columns={[
          { key: "day", head: "Day", cell: (one) => <RowLink site={site} view={VIEW} lens="busyDays" row={rows.indexOf(one)}>{weekday(one.day)} {showDay(one.day)}</RowLink> },
          { key: "picture", head: "Against the usual", narrow: true, cell: ({ timesUsual }) => <TwoBars value={timesUsual} mark={1} most={most} /> },
          { key: "times", head: "Times the usual", number: true, narrow: true, cell: ({ timesUsual }) => timesUsual.toFixed(1) },
          { key: "documents", head: "Documents", number: true, narrow: true, cell: ({ documents }) => showCount(documents) },
          { key: "total", head: "Total", number: true, narrow: true, cell: ({ total }) => <Amount money={total} /> },
        ]}
      />
      <RowsOfLens site={site} view={VIEW} lens="busyDays" titleOf={(row) => rows[row] && `Documents of ${showDay(rows[row].day)}${inCurrency(rows[row].total.currency)}, largest first`} />
    </Lens>
  );
}

function UnderLimits({ site, lenses: { underLimits: rows, lacking } }: Props) {
  const most = Math.max(0, ...rows.map(({ under }) => under));
  return (
    <Lens name="underLimits" lacking={lacking.underLimits} empty={rows.length === 0}>
      <Table
        compact caption="Amounts just under a round limit" rows={rows} keyOf={({ limit }) => `${limit.minor} ${limit.currency}`}
        columns={[
          { key: "limit", head: "Limit", number: true, cell: (one) => <RowLink site={site} view={VIEW} lens="underLimits" row={rows.indexOf(one)}><Amount money={one.limit} /></RowLink> },
          { key: "picture", head: "Under over beside", narrow: true, cell: ({ under, beside }) => <TwoBars value={under} beside={beside} most={most} /> },
          { key: "under", head: "In the tenth under it", number: true, narrow: true, cell: ({ under }) => showCount(under) },
          { key: "beside", head: "In a tenth beside it", number: true, narrow: true, cell: ({ beside }) => beside.toFixed(1) },
          { key: "z", head: "z", number: true, narrow: true, cell: ({ z }) => z.toFixed(1) },
        ]}
      />
      <RowsOfLens site={site} view={VIEW} lens="underLimits" titleOf={(row) => rows[row] && `Documents just under ${showFigure(rows[row].limit)}${inCurrency(rows[row].limit.currency)}`} />
    </Lens>
  );
}

function WeekendUsers({ site, lenses: { weekendUsers: rows, lacking } }: Props) {
  const most = Math.max(0, ...rows.map(({ weekend, documents }) => weekend / documents));
  return (
    <Lens name="weekendUsers" lacking={lacking.weekendUsers} empty={rows.length === 0}>
      <Table
        compact caption="Who books documents at weekends more than others" rows={rows} keyOf={({ user }) => user}
        columns={[
          { key: "user", head: "Entered by", cell: (one) => <RowLink site={site} view={VIEW} lens="weekendUsers" row={rows.indexOf(one)}>{one.user}</RowLink> },
          { key: "picture", head: "Share", narrow: true, cell: ({ weekend, documents }) => <TwoBars value={weekend / documents} most={most} /> },
          { key: "weekend", head: "At weekends", number: true, narrow: true, cell: ({ weekend, documents }) => `${showCount(weekend)} (${showPercent(weekend / documents)})` },
          { key: "documents", head: "Documents", number: true, narrow: true, cell: ({ documents }) => showCount(documents) },
          { key: "z", head: "z", number: true, narrow: true, cell: ({ z }) => z.toFixed(1) },
        ]}
      />
      <RowsOfLens site={site} view={VIEW} lens="weekendUsers" titleOf={(row) => rows[row] && `Booked by ${rows[row].user} at weekends, largest first`} />
    </Lens>
  );
}
