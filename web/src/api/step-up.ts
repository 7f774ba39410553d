/**
 * When a plane asks for a fresh proof of who one is (`step-up-needed`), the dialog of the frame is shown, and the act is done again
 * once the proof was given. Several acts that are asked at the same moment share one dialog.
 */
import { isProblem } from "./problem.ts";

/** Resolves with whether the proof was given. */
type Asker = () => Promise<boolean>;

let asker: Asker | undefined;
let asking: Promise<boolean> | undefined;

export function listenForStepUp(next: Asker): () => void {
  asker = next;
  return () => {
    if (asker === next) asker = undefined;
  };
}

export async function withStepUp<Answer>(act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act();
  } catch (error) {
    if (!isProblem(error, 403) || error.code !== "step-up-needed" || !asker) throw error;
    asking ??= asker().finally(() => (asking = undefined));
    if (!(await asking)) throw error;
    return act();
  }
}
