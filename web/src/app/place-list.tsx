/** The list of pages beside every page, in the customers' app and in the staff area. */
import type { IconProps } from "@tabler/icons-react";
import { useLocation } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { Go } from "../blocks/go.tsx";
import styles from "./navigation.module.css";

/** `exact`: not what lies below it; `also`: what lies elsewhere and belongs to it. */
export type Listed = { words: string; to: string; key: string; icon: ComponentType<IconProps>; exact?: boolean; also?: string };

export function PlaceList({ label, places, open }: { label: string; places: readonly Listed[]; open: boolean }) {
  const { pathname } = useLocation();
  return (
    <nav id="navigation" className={styles.navigation} aria-label={label} data-open={open || undefined} data-print="no">
      <ul>
        {places.map((place) => (
          <li key={place.to}>
            <Go to={place.to} {...(isHere(place, pathname) ? { "aria-current": "page" } : {})}>
              <place.icon size={17} stroke={1.75} aria-hidden="true" />
              {place.words}
            </Go>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const isHere = ({ to, exact, also }: Listed, pathname: string): boolean => pathname === to || (!exact && pathname.startsWith(`${to}/`)) || (also !== undefined && pathname.startsWith(also));
