/** What the learning's routes give. */
import { z } from "@hono/zod-openapi";
import { KINDS } from "../../engine/run/run.ts";
import { instantSchema } from "../region.schema.ts";

const counts = {
  confirmed: z.number().int(), dismissed: z.number().int(),
  bits: z.number().openapi({ description: "Added to the weights of each finding of it from the next run on: +1 doubles the odds, −1 halves them." }),
  appliedBits: z.number().openapi({ description: "The same in the newest run that is done." }),
};
export const learningSchema = z.object({
  since: instantSchema.nullable().openapi({ description: "Decisions before it teach nothing any more: when it was last reset." }),
  decisions: z.number().int().openapi({ description: "That teach something." }),
  neutral: z.number().int().openapi({ description: "Dismissals that say nothing against a test: it was right, and the matter is settled or too small." }),
  mostBits: z.number().openapi({ description: "No test is moved by more than this, whatever is decided." }),
  upToDate: z.boolean().openapi({ description: "The scores shown now are moved by what is taught now." }),
  kinds: z.array(z.object({
    kind: z.enum(KINDS), ...counts,
    tests: z.array(z.object({ test: z.string(), name: z.string(), ...counts })),
  })),
}).openapi("Learning");
export type Learning = z.infer<typeof learningSchema>;

export const resetSchema = z.object({ runId: z.string().nullable().openapi({ description: "The run that takes the effect out of the scores; null: there is no ledger." }), forgot: z.number().int() }).openapi("LearningReset");
export type Reset = z.infer<typeof resetSchema>;
