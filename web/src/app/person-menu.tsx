/** Who is signed in, how the page looks to them, and the way out. */
import { Menu, UnstyledButton } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { IconChevronDown, IconLogout, IconSettings } from "@tabler/icons-react";
import { signOutEverywhere } from "../api/sign-on.ts";
import { forgetTokens } from "../api/token.ts";
import { Appearance } from "./appearance.tsx";
import { useGoing, useSession } from "./going.ts";
import { paths } from "./paths.ts";
import styles from "./person-menu.module.css";

export function PersonMenu() {
  const { person } = useSession();
  const going = useGoing();
  const client = useQueryClient();
  const leave = useMutation({
    mutationFn: signOutEverywhere,
    onSuccess: ({ url }) => {
      forgetTokens();
      client.clear();
      // A full load, so that nothing of this person's stays in the page's memory.
      window.location.assign(url ?? paths.signIn());
    },
  });
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton className={styles.person ?? ""} aria-label={`${person.name}: settings and sign out`}>
          <span className={styles.initials} aria-hidden="true">
            {initials(person.name)}
          </span>
          <span className={styles.name}>{person.name}</span>
          <IconChevronDown size={14} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label aria-hidden="true">{person.email}</Menu.Label>
        <Menu.Item leftSection={<IconSettings size={16} />} onClick={() => going.to(paths.settings())}>
          Settings
        </Menu.Item>
        <Menu.Divider role="separator" />
        <Appearance />
        <Menu.Divider role="separator" />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => leave.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const initials = (name: string): string =>
  name.split(/\s+/).map((word) => word.charAt(0)).filter(Boolean).slice(0, 2).join("").toUpperCase();
