/**
 * What stands around every page of the staff area. Visibly another place than the customers' app: a dark bar that says so, a way between pages by
 * duty, no site and no region, because there is none here.
 */
import { ActionIcon, Button, Menu, Modal, UnstyledButton } from "@mantine/core";
import {
  IconCertificate, IconFishHook, IconFlag, IconChevronDown, IconDoorEnter, IconEyeCheck, IconHelp, IconHome, IconLockAccess, IconLogout, IconMail, IconMenu2, IconSchool, IconTicket, IconUsers, IconX,
} from "@tabler/icons-react";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Outlet, useLocation } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import * as queries from "../api/staff-queries.ts";
import { prove, signOut, type StaffOwn } from "../api/staff.ts";
import { listenForStepUp } from "../api/step-up.ts";
import { Go } from "../blocks/go.tsx";
import { FailureNotice } from "../blocks/notice.tsx";
import { Appearance } from "./appearance.tsx";
import bar from "./bar.module.css";
import frame from "./frame.module.css";
import { useGoing } from "./going.ts";
import { Help } from "./help.tsx";
import { listenForKeys, useCommands } from "./keys.ts";
import { paths } from "./paths.ts";
import { type Listed, PlaceList } from "./place-list.tsx";
import styles from "./staff-frame.module.css";

export const useOwn = (): StaffOwn => useSuspenseQuery(queries.own).data;

type StaffPlace = Listed & { needs?: string; /** For whoever is in good standing. */ standing?: true };
const PLACES: readonly StaffPlace[] = [
  { words: "Home", to: paths.staffHome(), key: "h", icon: IconHome, exact: true },
  { words: "Training", to: paths.staffTraining(), key: "t", icon: IconSchool, also: "/staff/agreements" },
  { words: "Tickets", to: paths.staffTickets(), key: "q", icon: IconTicket, needs: "staff-tickets:read" },
  { words: "Access", to: paths.staffAccess(), key: "c", icon: IconEyeCheck, needs: "grants:read" },
  { words: "People", to: paths.staffPeople(), key: "p", icon: IconUsers, needs: "register:read" },
  { words: "Duties kept apart", to: paths.staffConflicts(), key: "d", icon: IconCertificate, needs: "duties:read" },
  { words: "Standing access", to: paths.staffStandingAccess(), key: "a", icon: IconLockAccess, needs: "standing-access:read" },
  { words: "Phishing tests", to: paths.staffPhishing(), key: "f", icon: IconFishHook, standing: true },
  { words: "Sign-ins", to: paths.staffSignIns(), key: "i", icon: IconDoorEnter, needs: "staff-sign-ins:read" },
  { words: "Mail", to: paths.staffMail(), key: "m", icon: IconMail, needs: "register:change" },
  { words: "Report a mail", to: paths.staffReport(), key: "r", icon: IconFlag },
];

/** Whoever is not in good standing goes nowhere but where it can be mended. */
export const staffPlaces = ({ rights, standing }: StaffOwn): readonly StaffPlace[] => PLACES.filter(({ needs, standing: asked }) => (needs === undefined && !asked) || (standing.state === "good" && (needs === undefined || rights.includes(needs))));

export function StaffFrame() {
  const own = useOwn();
  const [menuOpen, setMenuOpen] = useState(false);
  const [helpOpen, setHelpOpen] = useState(false);
  const { pathname } = useLocation();
  const going = useGoing();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(listenForKeys, []);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    setMenuOpen(false);
    if (!main.current?.contains(document.activeElement)) main.current?.querySelector("h1")?.focus({ preventScroll: true });
  }, [pathname]);
  useCommands("Anywhere", [
    { keys: "?", words: "This help", run: () => setHelpOpen(true) },
    ...staffPlaces(own).map((place) => ({ keys: `g ${place.key}`, words: `Go to ${place.words.toLowerCase()}`, run: () => going.to(place.to) })),
  ]);
  return (
    <div className={frame.frame}>
      <a href="#page" className={frame.skip}>
        Skip to the page
      </a>
      <header className={`${bar.bar} ${styles.bar}`} data-print="no">
        <ActionIcon className={`${bar.menu} ${styles.light}`} variant="transparent" size="lg" aria-label={menuOpen ? "Close the list of pages" : "Open the list of pages"} aria-expanded={menuOpen} aria-controls="navigation" onClick={() => setMenuOpen(!menuOpen)}>
          {menuOpen ? <IconX size={18} aria-hidden="true" /> : <IconMenu2 size={18} aria-hidden="true" />}
        </ActionIcon>
        <Go to={paths.staffHome()} className={`${bar.brand} ${styles.brand}`} aria-label="Spendward staff area, home">
          <img src="/icon.svg" alt="" width="22" height="22" />
          <span>Spendward</span>
        </Go>
        <span className={styles.area}>Staff area</span>
        <div className={bar.right}>
          <ActionIcon className={`${bar.help} ${styles.light}`} variant="transparent" size="lg" aria-label="Keyboard help" onClick={() => setHelpOpen(true)}>
            <IconHelp size={18} stroke={1.75} aria-hidden="true" />
          </ActionIcon>
          <OwnMenu own={own} />
        </div>
      </header>
      <PlaceList label="Pages of the staff area" places={staffPlaces(own)} open={menuOpen} />
      <main id="page" ref={main} className={frame.main} tabIndex={-1}>
        <Outlet />
      </main>
      <Proof />
      <Help open={helpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  );
}

function OwnMenu({ own }: { own: StaffOwn }) {
  // A full load, so that nothing of this session stays in the page's memory.
  const leave = useMutation({ mutationFn: signOut, onSettled: () => window.location.assign(paths.staffSignIn()) });
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton className={styles.person ?? ""} aria-label={`${own.name}: appearance and sign out`}>
          <span className={styles.name}>{own.name}</span>
          <IconChevronDown size={14} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label aria-hidden="true">{own.email}</Menu.Label>
        <Appearance />
        <Menu.Divider role="separator" />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => leave.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** The passkey once more before what reaches far; the act goes on by itself afterwards. */
function Proof() {
  const [open, setOpen] = useState(false);
  const answer = useRef<(given: boolean) => void>(undefined);
  const client = useQueryClient();
  useEffect(() => listenForStepUp(() => new Promise((resolve) => {
    answer.current = resolve;
    setOpen(true);
  })), []);
  const end = (given: boolean): void => {
    setOpen(false);
    give.reset();
    if (given) void client.invalidateQueries(queries.own);
    answer.current?.(given);
  };
  const give = useMutation({ mutationFn: prove, onSuccess: () => end(true) });
  return (
    <Modal opened={open} onClose={() => end(false)} title="Prove that it is you" size={460} lockScroll={false} closeButtonProps={{ "aria-label": "Close without going on" }}>
      <p>What you are about to do needs your passkey of the last 15 minutes. It goes on by itself afterwards.</p>
      {give.error && <FailureNotice error={give.error} doing="Using your passkey" />}
      <Button mt="md" loading={give.isPending} onClick={() => give.mutate()} data-autofocus>
        Use your passkey
      </Button>
    </Modal>
  );
}
