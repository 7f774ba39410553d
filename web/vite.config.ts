/**
 * Builds the web app into web/dist, which the control plane serves.
 *
 * What it keeps: nothing inline and nothing evaluated, so that the page runs under `script-src 'self'` and
 * `style-src 'self'`; fonts and images stay files, because `data:` is not allowed either.
 */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      output: {
        // The libraries change rarely and the pages often: a browser keeps the first when only the second changed.
        advancedChunks: {
          groups: [
            { name: "react", test: /node_modules\/(react|react-dom|scheduler)\// },
            { name: "mantine", test: /node_modules\/(@mantine|@floating-ui|clsx|react-remove-scroll)/ },
            { name: "tanstack", test: /node_modules\/@tanstack\// },
          ],
        },
      },
    },
  },
});
