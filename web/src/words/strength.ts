/**
 * How hard a password would be to guess, in four steps: to encourage, never to decide (the server's policy does). The estimator (zxcvbn)
 * and its word list are large, so they are loaded when somebody begins to type a password.
 */
export type Strength = { step: 0 | 1 | 2 | 3 | 4; words: string };
export type Estimate = (password: string, own: readonly string[]) => Strength;

export const NO_STRENGTH: Strength = { step: 0, words: "" };

const WORDS = ["Very weak", "Weak", "Fair", "Good", "Strong"] as const;
/** Longer ones are strong enough to need no count, and slow to look at. */
const LOOKED_AT = 100;

export async function loadEstimate(): Promise<Estimate> {
  const [{ ZxcvbnFactory }, common] = await Promise.all([import("@zxcvbn-ts/core"), import("@zxcvbn-ts/language-common")]);
  const estimator = new ZxcvbnFactory({ dictionary: common.dictionary, graphs: common.adjacencyGraphs });
  return (password, own) => {
    if (!password) return NO_STRENGTH;
    const { score } = estimator.check(password.slice(0, LOOKED_AT), own.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]).filter((text) => text.length > 2));
    return { step: Math.max(1, score) as Strength["step"], words: WORDS[score] ?? "" };
  };
}
