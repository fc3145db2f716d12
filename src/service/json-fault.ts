/** The first place where a text stops being JSON. */
export interface JsonFault {
  /** Both count from 1; columns are UTF-16 units. */
  readonly line: number;
  readonly column: number;
  /** What could stand there, in words that follow "expected". */
  readonly expected: string;
}

type State = 'value' | 'first item' | 'first key' | 'key' | 'colon' | 'after item' | 'after member' | 'end';

const EXPECTED: Readonly<Record<State, string>> = {
  value: 'a value',
  'first item': 'a value or "]"',
  'first key': 'a key in double quotes or "}"',
  key: 'a key in double quotes',
  colon: '":"',
  'after item': '"," or "]"',
  'after member': '"," or "}"',
  end: 'the end of the file',
};

const BLANKS = /[ \t\n\r]*/y;
const STRING_START = /"(?:[^"\\\u0000-\u001F]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * Where a text breaks the grammar of RFC 8259, or undefined when it is JSON. The engine's own messages give no
 * position, or differ from version to version.
 */
export function findJsonFault(text: string): JsonFault | undefined {
  const open: ('[' | '{')[] = [];
  let state: State = 'value';
  let at = 0;

  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const afterValue = (): State => {
    const within = open.at(-1);
    if (within === undefined) return 'end';
    return within === '[' ? 'after item' : 'after member';
  };

  for (;;) {
    skip(BLANKS);
    const next = text[at];
    if (state === 'end' && next === undefined) return undefined;

    const takesKey: boolean = state === 'key' || state === 'first key';
    const takesValue: boolean = state === 'value' || state === 'first item';
    if (next === '"' && (takesKey || takesValue)) {
      skip(STRING_START);
      if (text[at] !== '"') return faultAt(text, at, stringFault(text[at]));
      at += 1;
      state = takesKey ? 'colon' : afterValue();
    } else if (takesValue && (next === '[' || next === '{')) {
      open.push(next);
      at += 1;
      state = next === '[' ? 'first item' : 'first key';
    } else if (takesValue && skip(SCALAR)) {
      state = afterValue();
    } else if (state === 'colon' && next === ':') {
      at += 1;
      state = 'value';
    } else if ((state === 'after item' || state === 'after member') && next === ',') {
      at += 1;
      state = state === 'after item' ? 'value' : 'key';
    } else if (
      ((state === 'after item' || state === 'first item') && next === ']') ||
      ((state === 'after member' || state === 'first key') && next === '}')
    ) {
      open.pop();
      at += 1;
      state = afterValue();
    } else {
      return faultAt(text, at, EXPECTED[state]);
    }
  }
}

function stringFault(next: string | undefined): string {
  if (next === '\\') return 'an escape that JSON knows';
  return next === undefined || next === '\n' || next === '\r'
    ? 'a closing double quote'
    : 'an escape instead of a control character';
}

function faultAt(text: string, offset: number, expected: string): JsonFault {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/u);
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1, expected };
}
