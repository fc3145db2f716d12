import { parseEnv } from 'node:util';

/** A setting, and what the tools that read it may make of its value, the likeliest first. */
export interface EnvSetting {
  readonly name: string;
  readonly readings: readonly string[];
}

/** `NAME=`, `export NAME =` (a shell) or `NAME: ` (the npm package dotenv), at the beginning of a line. */
const SETTING = /^[ \t]*(?:export[ \t]+)?([\w.-]+)(?:[ \t]*=|:[ \t])[ \t]*/gm;
const NAME = /^[\w.-]+$/;
const REST_OF_LINE = /[^\r\n]*/y;
const COMMENT = /\s#/;
const NOTHING_BUT_COMMENT = /^\s*(?:#.*)?$/;

/** What stands between quotation marks, up to the next one that is not escaped. */
const ESCAPABLE: Readonly<Record<string, RegExp>> = {
  '"': /"((?:[^"\\]|\\[^])*)"/y,
  "'": /'((?:[^'\\]|\\[^])*)'/y,
  '`': /`((?:[^`\\]|\\[^])*)`/y,
};
/** The same up to the next one whatever is before it, as Node and, in single ones, a shell read it. */
const PLAIN: Readonly<Record<string, RegExp>> = { '"': /"([^"]*)"/y, "'": /'([^']*)'/y, '`': /`([^`]*)`/y };

/** As dotenv has what the others make no sense of: with quotation marks around, whatever is between. */
const QUOTED = /^(["'`])(.*)\1$/;

/** The pieces of one word of a shell: 'as it is', "with escapes", an escaped character, or none of these. */
const SHELL_PIECE = /'([^']*)'|"((?:[^"\\]|\\[^])*)"|\\([^])|([^\s'"\\;&|<>()]+)/y;

const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/**
 * Reads the settings of an `.env` file as each of its many readers does: Node and the npm package dotenv, python-dotenv,
 * `source` of a shell, and `docker --env-file`, which takes a line as it is. They disagree about quotation marks, escapes
 * and `#`, and any of them may have put the value into a program. What a shell would expand (`$HOME`) stays as it is.
 * Never throws.
 */
export function readEnvSettings(text: string): readonly EnvSetting[] {
  const settings = new Map<string, Set<string>>();
  const take = (name: string, values: readonly string[]): void => {
    const readings = settings.get(name) ?? new Set();
    for (const value of values) if (value !== '') readings.add(value);
    settings.set(name, readings);
  };
  for (const [name, value = ''] of Object.entries(parseEnv(text))) {
    // Where it has lost its way a name may be part of a value.
    if (NAME.test(name)) take(name, [value]);
  }
  for (const { 0: head, 1: name = '', index } of text.matchAll(SETTING)) {
    const at = index + head.length;
    const isEmpty = text[at] === '#' && /\s$/.test(head);
    if (!isEmpty) take(name, valuesAt(text, at));
  }
  return Array.from(settings, ([name, readings]) => ({ name, readings: [...readings] }));
}

function valuesAt(text: string, at: number): readonly string[] {
  const line = (execAt(REST_OF_LINE, text, at)?.[0] ?? '').trimEnd();
  const quote = text[at] ?? '';
  const quoted = [ESCAPABLE[quote], PLAIN[quote]]
    .map((pattern) => (pattern === undefined ? null : execAt(pattern, text, at)))
    .filter((one) => one !== null);
  const values = [...quoted.flatMap(({ 1: content = '' }) => unescapings(content)), shellWord(text, at)];
  if (quoted.some(({ 0: all }) => NOTHING_BUT_COMMENT.test(line.slice(all.length)))) return values;
  const cuts = [line.replace(/#.*/, '').trimEnd(), uncommented(line), line];
  return [...values, ...cuts.flatMap((cut) => unescapings(QUOTED.exec(cut)?.[2] ?? '')), ...cuts];
}

function uncommented(line: string): string {
  const end = line.search(COMMENT);
  return end === -1 ? line : line.slice(0, end).trimEnd();
}

/** As it is, as dotenv has it (line ends only), as a shell has it, and as python-dotenv has it in both kinds of marks. */
function unescapings(content: string): readonly string[] {
  return [
    content,
    content.replaceAll('\r\n', '\n'),
    content.replace(/\\([nr])/g, (_, letter: string) => ESCAPES[letter] ?? letter),
    shellUnescaped(content),
    content.replace(/\\([\\'])/g, '$1'),
    content.replace(/\\([\\'"abfnrtv])/g, (_, letter: string) => ESCAPES[letter] ?? letter),
  ];
}

/** POSIX.1-2017, Shell Command Language, 2.2.3: before anything else a backslash stays one. */
function shellUnescaped(content: string): string {
  return content.replace(/\\([$`"\\\n])/g, (_, escaped: string) => (escaped === '\n' ? '' : escaped));
}

/** The word that begins at `at`, with its quotation marks and escapes undone; '' when none does. */
function shellWord(text: string, at: number): string {
  let word = '';
  for (let piece = execAt(SHELL_PIECE, text, at); piece !== null; ) {
    const [all, single, double, escaped, plain] = piece;
    word += single ?? (double === undefined ? (escaped ?? plain ?? '') : shellUnescaped(double));
    at += all.length;
    piece = execAt(SHELL_PIECE, text, at);
  }
  return word;
}

function execAt(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(text);
}
