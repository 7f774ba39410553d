/** Light, dark or as the system: the part of a menu that both areas of the app have. Which one holds is said in words too. */
import { Menu, useMantineColorScheme } from "@mantine/core";
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";

const SCHEMES = [["light", "Light", IconSun], ["dark", "Dark", IconMoon], ["auto", "As the system", IconDeviceDesktop]] as const;

export function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <Menu.Label aria-hidden="true">Appearance</Menu.Label>
      {SCHEMES.map(([value, words, Icon]) => (
        <Menu.Item
          key={value}
          aria-label={colorScheme === value ? `Appearance: ${words}, chosen` : `Appearance: ${words}`}
          leftSection={<Icon size={16} />}
          rightSection={colorScheme === value ? <IconCheck size={16} aria-hidden="true" /> : null}
          onClick={() => setColorScheme(value)}
        >
          {words}
        </Menu.Item>
      ))}
    </>
  );
}
