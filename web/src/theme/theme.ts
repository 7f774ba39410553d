/**
 * The part of the look that Mantine must know as values. Colours themselves are in tokens.css, which sets the
 * variables Mantine reads: its own generated style sheet is switched off (see main.tsx).
 */
import { createTheme, defaultVariantColorsResolver, type MantineColorsTuple } from "@mantine/core";

// Ten steps are demanded by the type; components only ever read the variables of tokens.css.
const accent: MantineColorsTuple = [
  "#e8eef6", "#dbe5f1", "#b9cde6", "#94b3da", "#7099cc", "#4a7dbb", "#1d4f8c", "#1d4f8c", "#163f71", "#0f2e54",
];

export const theme = createTheme({
  colors: { accent },
  primaryColor: "accent",
  primaryShade: { light: 6, dark: 3 },
  autoContrast: false,
  fontFamily: '"Source Sans 3 Variable", system-ui, sans-serif',
  defaultRadius: 4,
  cursorType: "pointer",
  respectReducedMotion: true,
  // What stands on the accent is dark where the accent is light.
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input);
    // Mantine's own red is too light for words on it.
    const danger = input.color === "red" ? { background: "var(--risk)", hover: "var(--risk)" } : {};
    return input.variant === "filled" ? { ...colors, ...danger, color: "var(--mantine-primary-color-contrast)" } : colors;
  },
  components: {
    Checkbox: { defaultProps: { iconColor: "var(--mantine-primary-color-contrast)" } },
    Radio: { defaultProps: { iconColor: "var(--mantine-primary-color-contrast)" } },
    Button: { defaultProps: { size: "sm" } },
    Modal: { defaultProps: { lockScroll: false } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: false } },
  },
});
