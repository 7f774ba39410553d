/** The way between pages, by noun. Only nouns that exist. */
import {
  IconActivity, IconAdjustments, IconBell, IconCashBanknote, IconChartHistogram, IconEyeCheck, IconGauge, IconGavel, IconKey, IconLifebuoy, IconListSearch, IconSend, IconSettings, IconUpload, IconUserCancel, IconUsers
} from "@tabler/icons-react";
import type { Site } from "../api/shapes.ts";
import { useSession } from "./going.ts";
import { paths } from "./paths.ts";
import { type Listed, PlaceList } from "./place-list.tsx";
import { may, type Act } from "./rights.ts";

export type Place = Listed & { needs?: Act };

/** @param permissions in the organisation. */
export function places(site: Site | undefined, permissions: readonly string[]): Place[] {
  const own: Place = { words: "Settings", to: paths.settings(), key: "s", icon: IconSettings };
  const organisation: Place[] = [
    ...(permissions.includes("organisation:audit") ? [{ words: "Activity", to: paths.organisationActivity(), key: "a", icon: IconActivity }] : []),
    ...(may({ permissions }, "seeAlerts") ? [{ words: "Alerts", to: paths.organisationAlerts(), key: "l", icon: IconBell }] : []),
    ...(may({ permissions }, "seeFeeds") ? [{ words: "Feeds", to: paths.organisationFeeds(), key: "e", icon: IconSend }] : []),
  ];
  const access: Place[] = permissions.includes("staff-access:read") ? [{ words: "Staff access", to: paths.staffAccessOfOrganisation(), key: "c", icon: IconEyeCheck }] : [];
  const people: Place[] = permissions.includes("people:read") ? [{ words: "People", to: paths.people(), key: "m", icon: IconUsers }] : [];
  const help: Place[] = may({ permissions }, "seeTickets") ? [{ words: "Help", to: paths.help(), key: "h", icon: IconLifebuoy }] : [];
  if (!site) return [...organisation, ...people, ...access, ...help, own];
  const here = paths.overview(site.id);
  const all: Place[] = [
    { words: "Overview", to: here, key: "o", icon: IconGauge, exact: true },
    { words: "Findings", to: paths.findings(site.id), key: "f", icon: IconListSearch, needs: "seeFindings" },
    { words: "Decisions", to: paths.decisions(site.id), key: "d", icon: IconGavel, needs: "seeFindings" },
    { words: "Payment runs", to: paths.paymentRuns(site.id), key: "y", icon: IconCashBanknote, needs: "seePayments" },
    { words: "Sanctions lists", to: paths.sanctionsLists(site.id), key: "n", icon: IconUserCancel, needs: "seeLists" },
    { words: "Uploads", to: paths.uploads(site.id), key: "u", icon: IconUpload, also: `${here}/imports`, needs: "seeUploads" },
    { words: "Population", to: paths.population(site.id), key: "p", icon: IconChartHistogram, needs: "seePopulation" },
    { words: "Tests", to: paths.tests(site.id), key: "t", icon: IconAdjustments, needs: "seeParameters" },
    { words: "Activity", to: paths.activity(site.id), key: "a", icon: IconActivity, needs: "seeActivity", also: paths.organisationActivity() },
    { words: "Alerts", to: paths.alerts(site.id), key: "l", icon: IconBell, needs: "seeAlerts", also: paths.organisationAlerts() },
    { words: "Feeds", to: paths.feeds(site.id), key: "e", icon: IconSend, needs: "seeFeeds", also: paths.organisationFeeds() },
    { words: "Keys", to: paths.keys(site.id), key: "k", icon: IconKey, needs: "seeKeys" },
    ...people,
    ...access,
    ...help,
    own,
  ];
  return all.filter((place) => !place.needs || may(site, place.needs));
}

export function Navigation({ site, open }: { site: Site | undefined; open: boolean }) {
  const { permissions } = useSession();
  return <PlaceList label="Pages" places={places(site, permissions)} open={open} />;
}
