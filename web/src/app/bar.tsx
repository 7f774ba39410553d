/** The top of every page. The site and the region its data is held in are always readable: the region is a promise. */
import { ActionIcon, Menu, Tooltip, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconHelp, IconMapPin, IconMenu2, IconSearch, IconX } from "@tabler/icons-react";
import type { Site } from "../api/shapes.ts";
import { Go } from "../blocks/go.tsx";
import styles from "./bar.module.css";
import { useGoing, useSession } from "./going.ts";
import { openPalette } from "./palette.tsx";
import { paths } from "./paths.ts";
import { PersonMenu } from "./person-menu.tsx";

type Props = { site: Site | undefined; menuOpen: boolean; onMenu: () => void; onHelp: () => void };

export function Bar({ site, menuOpen, onMenu, onHelp }: Props) {
  return (
    <header className={styles.bar} data-print="no">
      <ActionIcon
        className={styles.menu ?? ""}
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={menuOpen ? "Close the list of pages" : "Open the list of pages"}
        aria-expanded={menuOpen}
        aria-controls="navigation"
        onClick={onMenu}
      >
        {menuOpen ? <IconX size={18} aria-hidden="true" /> : <IconMenu2 size={18} aria-hidden="true" />}
      </ActionIcon>
      <Go to={paths.home()} className={styles.brand} aria-label="Spendward, overview">
        <img src="/icon.svg" alt="" width="22" height="22" />
        <span>Spendward</span>
      </Go>
      {site && <Where site={site} />}
      <div className={styles.right}>
        <UnstyledButton className={styles.search ?? ""} onClick={openPalette} aria-label="Search or go to, Ctrl K" aria-keyshortcuts="Control+K">
          <IconSearch size={15} aria-hidden="true" />
          <span className={styles.searchWords}>Search or go to</span>
          <kbd>Ctrl K</kbd>
        </UnstyledButton>
        <Tooltip label="Keyboard help (?)">
          <ActionIcon className={styles.help ?? ""} variant="subtle" color="gray" size="lg" aria-label="Keyboard help" onClick={onHelp}>
            <IconHelp size={18} stroke={1.75} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
        <PersonMenu />
      </div>
    </header>
  );
}

function Where({ site }: { site: Site }) {
  const { organisation, sites } = useSession();
  const going = useGoing();
  const name = (
    <>
      <span className={styles.organisation}>{organisation.name}</span>
      <span className={styles.site}>{site.name}</span>
    </>
  );
  return (
    <div className={styles.where}>
      {sites.length > 1 ? (
        <Menu position="bottom-start" width={280}>
          <Menu.Target>
            <UnstyledButton className={styles.switch ?? ""} aria-label={`${organisation.name}, ${site.name}: change site`}>
              {name}
              <IconChevronDown size={14} aria-hidden="true" />
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            {sites.map((one) => (
              <Menu.Item key={one.id} onClick={() => going.to(paths.overview(one.id))}>
                {one.name} <span className={styles.itemRegion}>{one.regionName}</span>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : (
        <span className={styles.switch}>{name}</span>
      )}
      <span className={styles.region} title={`This site's data is held and processed in ${site.regionName}. It comes from ${site.origin}.`}>
        <IconMapPin size={14} aria-hidden="true" />
        <span className="visually-hidden">Data held in </span>
        {site.regionName}
      </span>
    </div>
  );
}
