/** The way between the same page of each site and of the organisation itself, for those who may see more than one. */
import { useLocation } from "@tanstack/react-router";
import { Go } from "../blocks/go.tsx";
import { useSession } from "./going.ts";
import { may, type Act } from "./rights.ts";
import styles from "./trail-switch.module.css";

type Props = {
  words: string;
  /** What it takes to see the page of a site. */
  needs: Act;
  ofSite: (siteId: string) => string;
  /** Undefined: not for this person. */
  ofOrganisation: string | undefined;
};

export function TrailSwitch({ words, needs, ofSite, ofOrganisation }: Props) {
  const { sites } = useSession();
  const { pathname } = useLocation();
  const links = [
    ...sites.filter((site) => may(site, needs)).map((site) => ({ to: ofSite(site.id), words: site.name })),
    ...(ofOrganisation === undefined ? [] : [{ to: ofOrganisation, words: "The organisation" }]),
  ];
  if (links.length < 2) return null;
  return (
    <nav className={styles.switch} aria-label={words} data-print="no">
      {links.map((link) => <Go key={link.to} to={link.to} {...(pathname === link.to ? { "aria-current": "page" as const } : {})}>{link.words}</Go>)}
    </nav>
  );
}
