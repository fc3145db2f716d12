/** Where a command writes. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether `out` shows colours. */
  readonly colour: boolean;
  /** Characters in a line; absent where `out` is no terminal but a file or a pipe. */
  readonly columns?: number;
}

/** The part of a stream that a terminal needs. */
export interface TerminalStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** The width of a terminal that does not know its own. */
const DEFAULT_COLUMNS = 80;

/** Colour is shown on a terminal only, and not when NO_COLOR (no-color.org) or TERM=dumb asks for none. */
export function openTerminal(
  stdout: TerminalStream,
  stderr: TerminalStream,
  env: Readonly<Record<string, string | undefined>>,
): Terminal {
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    ...(stdout.isTTY === true && { columns: stdout.columns || DEFAULT_COLUMNS }),
    colour: stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
  };
}

const STYLES = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] } as const;

/** The text in a style, or as it is without colour. */
export function styled(terminal: Terminal, style: keyof typeof STYLES, text: string): string {
  const [on, off] = STYLES[style];
  return terminal.colour ? `\u001B[${on}m${text}\u001B[${off}m` : text;
}

/**
 * The text on one line, with everything that could steer a terminal or reorder what is read (controls, formats,
 * separators) shown as its code point: what comes out of traffic was written by strangers.
 */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** JSON in which the same characters are escaped; it means the same to whoever parses it. */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(UNSEEN, (character) =>
    character === '\n'
      ? character
      : Array.from({ length: character.length }, (_, at) => escapeUnit(character, at)).join(''),
  );
}

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

function escapeUnit(character: string, at: number): string {
  return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
}
