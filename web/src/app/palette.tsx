/** Ctrl K: go to a page, change site, or look for something among the findings. */
import { Spotlight, spotlight, type SpotlightActionData } from "@mantine/spotlight";
import { IconMapPin, IconSearch } from "@tabler/icons-react";
import type { Site } from "../api/shapes.ts";
import { useGoing, useSession } from "./going.ts";
import { places } from "./navigation.tsx";
import { paths } from "./paths.ts";

export const openPalette = (): void => spotlight.open();

export function Palette({ site, sites }: { site: Site | undefined; sites: readonly Site[] }) {
  const going = useGoing();
  const { permissions } = useSession();
  const pages: SpotlightActionData[] = places(site, permissions).map((place) => ({
    id: place.to,
    label: place.words,
    leftSection: <place.icon size={17} stroke={1.75} aria-hidden="true" />,
    onClick: () => going.to(place.to),
  }));
  const others: SpotlightActionData[] = sites
    .filter((one) => one.id !== site?.id)
    .map((one) => ({
      id: one.id,
      label: `${one.name}, ${one.regionName}`,
      leftSection: <IconMapPin size={17} stroke={1.75} aria-hidden="true" />,
      onClick: () => going.to(paths.overview(one.id)),
    }));
  const acts: SpotlightActionData[] = permissions.includes("sites:add")
    ? [{ id: "new-site", label: "New site", leftSection: <IconMapPin size={17} stroke={1.75} aria-hidden="true" />, onClick: () => going.to(paths.newSite()) }]
    : [];
  const all = [...pages, ...others, ...acts];
  const search = (query: string): SpotlightActionData[] => {
    const text = query.trim();
    if (!text || !site) return [];
    return [
      {
        id: "search",
        label: `Findings with “${text}”`,
        leftSection: <IconSearch size={17} stroke={1.75} aria-hidden="true" />,
        onClick: () => going.to(paths.findings(site.id, { q: text })),
      },
    ];
  };
  const matching = (query: string): SpotlightActionData[] => {
    const text = query.trim().toLowerCase();
    return [...all.filter((action) => action.label?.toLowerCase().includes(text)), ...search(query)];
  };
  return (
    <Spotlight
      actions={all}
      filter={matching}
      shortcut={["mod + K"]}
      lockScroll={false}
      overlayProps={{ blur: 0, backgroundOpacity: 0.35 }}
      nothingFound="Nothing by that name."
      searchProps={{
        placeholder: "Go to a page, or search the findings",
        "aria-label": "Go to a page, or search the findings",
        leftSection: <IconSearch size={17} aria-hidden="true" />,
      }}
    />
  );
}
