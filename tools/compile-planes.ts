/** Loads what the processes of `up` load, and ends: with NODE_COMPILE_CACHE set, what Node compiled is written then (tools/setup). */
import "../src/main/control-server.ts";
import "../src/main/region-server.ts";
import "../src/main/region-worker.ts";
import "../src/main/up.ts";

process.exit(0);
