/** What stands around every page: where the data is, where one can go, and what answers at the moment. */
import { Outlet, useLocation, useParams } from "@tanstack/react-router";
import { useEffect, useRef, useState, type RefObject } from "react";
import type { Site } from "../api/shapes.ts";
import { Bar } from "./bar.tsx";
import { Connection } from "./connection.tsx";
import styles from "./frame.module.css";
import { useGoing, useSession } from "./going.ts";
import { Help } from "./help.tsx";
import { listenForKeys, useCommands } from "./keys.ts";
import { Navigation, places } from "./navigation.tsx";
import { openPalette, Palette } from "./palette.tsx";
import { StepUp } from "./step-up.tsx";
import { SiteStateNotice } from "./site-state.tsx";
import { PreparingPage } from "../pages/sites/preparing.tsx";

export function Frame() {
  const { sites } = useSession();
  const { siteId } = useParams({ strict: false }) as { siteId?: string };
  const site = sites.find((one) => one.id === siteId) ?? sites[0];
  const [menuOpen, setMenuOpen] = useState(false);
  const [helpOpen, setHelpOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  useNewPage(main, setMenuOpen);
  useEffect(listenForKeys, []);
  useGlobalCommands(site, () => setHelpOpen(true));
  return (
    <div className={styles.frame}>
      <a href="#page" className={styles.skip}>
        Skip to the page
      </a>
      <Bar site={site} menuOpen={menuOpen} onMenu={() => setMenuOpen(!menuOpen)} onHelp={() => setHelpOpen(true)} />
      <Navigation site={site} open={menuOpen} />
      <main id="page" ref={main} className={styles.main} tabIndex={-1}>
        <Connection sites={sites} />
        {site?.state === "ready" && <SiteStateNotice site={site} />}
        {siteId && site?.state === "preparing" ? <PreparingPage site={site} /> : <Outlet />}
      </main>
      <Palette site={site} sites={sites} />
      <StepUp />
      <Help open={helpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  );
}

function useGlobalCommands(site: Site | undefined, showHelp: () => void): void {
  const going = useGoing();
  const { permissions } = useSession();
  useCommands("Anywhere", [
    { keys: "?", words: "This help", run: showHelp },
    { keys: "Ctrl K", words: "Search or go anywhere (⌘ K on a Mac)", run: openPalette },
    ...places(site, permissions).map((place) => ({ keys: `g ${place.key}`, words: `Go to ${place.words.toLowerCase()}`, run: () => going.to(place.to) })),
  ]);
}

/** On a new page the focus goes to its heading, so that people who hear the page learn where they are. */
function useNewPage(main: RefObject<HTMLElement | null>, setMenuOpen: (open: boolean) => void): void {
  const { pathname } = useLocation();
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    setMenuOpen(false);
    const heading = main.current?.querySelector("h1");
    if (!main.current?.contains(document.activeElement)) heading?.focus({ preventScroll: true });
  }, [pathname, main, setMenuOpen]);
}
