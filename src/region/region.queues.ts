/** Every queue of a region, for the process that sends and the one that works. */
import type { Queue } from "../platform/jobs/jobs.ts";
import { TRY_PARAMETERS } from "./back-tests/back-tests.ts";
import { READ_IMPORT } from "./imports/imports.ts";
import { CHECK_PAYMENTS, PREPARE_HISTORY } from "./payment-runs/payment-runs.ts";
import { COMPARE_PART, EXAMINE_LEDGER } from "./runs/runs.ts";
import { READ_LIST } from "./sanctions-lists/sanctions-lists.ts";
import { INSPECT_UPLOAD } from "./uploads/uploads.ts";

export const REGION_QUEUES: readonly Queue<any>[] = [INSPECT_UPLOAD, READ_IMPORT, EXAMINE_LEDGER, COMPARE_PART, TRY_PARAMETERS, CHECK_PAYMENTS, PREPARE_HISTORY, READ_LIST];
