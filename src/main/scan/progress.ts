/**
 * Progress on standard error: one live line on a terminal, plain lines elsewhere (logs, files), and no more than a few
 * of those. Results go to standard output, so that a pipe gets results alone.
 */
export type Progress = {
  /** What is being done now. */
  readonly now: (text: string) => void;
  /** Something done, that stays. */
  readonly done: (text: string) => void;
  readonly end: () => void;
};

const REDRAW_MS = 100;

export function showProgress(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { now: () => undefined, done: (text) => void stream.write(`${text}\n`), end: () => undefined };
  let drawnAt = 0;
  const clear = () => void stream.write("\r\x1b[2K");
  return {
    now: (text) => {
      const at = performance.now();
      if (at - drawnAt < REDRAW_MS) return;
      drawnAt = at;
      clear();
      stream.write(text.slice(0, (stream.columns || 80) - 1));
    },
    done: (text) => {
      clear();
      stream.write(`${text}\n`);
    },
    end: clear,
  };
}
