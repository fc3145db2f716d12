import type { Terminal } from '../../src/cli/terminal.ts';

/** A terminal that keeps what is written to it. */
export interface RecordingTerminal extends Terminal {
  readonly written: { out: string; err: string };
}

/** An empty one; without colour unless asked. */
export function recordingTerminal(colour = false): RecordingTerminal {
  const written = { out: '', err: '' };
  return {
    colour,
    written,
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
  };
}
