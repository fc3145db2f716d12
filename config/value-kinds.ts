import { nearestWord } from './nearest.ts';
import type { OptionRow } from './option-row.ts';
import type { OptionValue } from './options.ts';

/** A checked value, or the part of the raw one that was wrong. */
export type Checked =
  | { readonly kind: 'value'; readonly value: OptionValue }
  /** `because` says what is wrong with it, where "must be … not …" would not be clear enough. */
  | { readonly kind: 'refused'; readonly got: unknown; readonly because?: string };

/** All that differs between one type of option and another. */
export interface ValueKind<Row extends OptionRow> {
  /** What it accepts, in words that follow "must be". */
  expected(row: Row): string;
  /** What the text of an environment variable stands for; a text that stands for nothing stays a text. */
  fromText(text: string): unknown;
  /** Checks without converting: to a number option `"8888"` is wrong. */
  check(row: Row, raw: unknown): Checked;
  /** The keywords of a JSON schema that say the same. */
  schema(row: Row): object;
}

type Kinds = { readonly [T in OptionRow['type']]: ValueKind<Extract<OptionRow, { type: T }>> };

/** Letters, digits, `-`, `_` and dots, which holds IPv4 addresses too. */
const NAME = '[A-Za-z0-9._-]{1,253}';
/** Two colons at least, which a `host:port` does not have; then perhaps a zone. */
const IPV6 = '[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f.]*(?:%[A-Za-z0-9._-]+)?';
// Enough to catch a URL, a port or a blank; whether a host exists shows when it is used.
const HOST = new RegExp(`^(?:${NAME}|${IPV6})$`);
const VARIABLE_PATTERN = /^[A-Za-z0-9_.*?-]{1,100}$/;
const HOST_OR_SUFFIX = new RegExp(`^(?:(?:\\*\\.)?${NAME}|${IPV6})$`);

const KINDS: Kinds = {
  integer: {
    expected: (row) => `a whole number ${row.unit ? `of ${row.unit} ` : ''}from ${row.min} to ${row.max}`,
    fromText: (text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : text),
    check: (row, raw) =>
      typeof raw === 'number' && Number.isInteger(raw) && raw >= row.min && raw <= row.max
        ? { kind: 'value', value: raw }
        : { kind: 'refused', got: raw },
    schema: (row) => ({ type: 'integer', minimum: row.min, maximum: row.max }),
  },
  boolean: {
    expected: () => 'true or false',
    fromText: (text) => {
      const word = text.toLowerCase();
      if (word === 'true' || word === '1') return true;
      return word === 'false' || word === '0' ? false : text;
    },
    check: (_, raw) => (typeof raw === 'boolean' ? { kind: 'value', value: raw } : { kind: 'refused', got: raw }),
    schema: () => ({ type: 'boolean' }),
  },
  choice: {
    expected: (row) => `one of ${row.choices.join(', ')}`,
    fromText: (text) => text,
    check: (row, raw) => checkText(raw, (text) => row.choices.includes(text)),
    schema: (row) => ({ enum: row.choices }),
  },
  choices: {
    expected: (row) => `a list of some of ${row.choices.join(', ')}`,
    fromText: listFromText,
    check: (row, raw) => checkList(raw, row.choices.length, (text) => row.choices.includes(text)),
    schema: (row) => ({ type: 'array', uniqueItems: true, items: { enum: row.choices } }),
  },
  host: {
    expected: () => 'a host name or an IP address, without port',
    fromText: (text) => text,
    check: (_, raw) => checkText(raw, (text) => HOST.test(text)),
    schema: () => ({ type: 'string', pattern: HOST.source }),
  },
  hosts: {
    expected: (row) => `a list of at most ${row.maxItems} host names or IP addresses (*.suffix allowed)`,
    fromText: listFromText,
    check: (row, raw) => {
      const checked = checkList(raw, row.maxItems, (text) => HOST_OR_SUFFIX.test(text));
      if (checked.kind === 'refused') return checked;
      return { kind: 'value', value: checked.value.map((item) => item.toLowerCase()) };
    },
    schema: (row) => ({
      type: 'array',
      maxItems: row.maxItems,
      items: { type: 'string', pattern: HOST_OR_SUFFIX.source },
    }),
  },
  records: {
    expected: (row) => `a list of at most ${row.maxItems} entries {${Object.keys(row.fields).join(', ')}}`,
    fromText: parsedOrText,
    check: checkRecords,
    schema: (row) => ({
      type: 'array',
      maxItems: row.maxItems,
      items: {
        type: 'object',
        additionalProperties: false,
        ...(row.oneOf && { anyOf: row.oneOf.map((name) => ({ required: [name] })) }),
        required: Object.entries(row.fields).flatMap(([name, field]) => (field.isRequired ? [name] : [])),
        properties: Object.fromEntries(
          Object.entries(row.fields).map(([name, { help, pattern }]) => [
            name,
            { description: `${help}.`, type: 'string', pattern: pattern.source },
          ]),
        ),
      },
    }),
  },
  path: {
    expected: (row) => (row.mayBeEmpty ? 'a path, or empty' : 'a path'),
    fromText: (text) => text,
    check: (row, raw) => checkText(raw, (text) => !text.includes('\0') && (text !== '' || row.mayBeEmpty)),
    schema: (row) => ({ type: 'string', minLength: row.mayBeEmpty ? 0 : 1 }),
  },
  paths: {
    expected: (row) => `a list of at most ${row.maxItems} paths`,
    fromText: listFromText,
    check: (row, raw) => checkList(raw, row.maxItems, (text) => text !== '' && !text.includes('\0')),
    schema: (row) => ({ type: 'array', maxItems: row.maxItems, items: { type: 'string', minLength: 1 } }),
  },
  names: {
    expected: (row) => `a list of at most ${row.maxItems} names of variables (* and ? are wildcards)`,
    fromText: listFromText,
    check: (row, raw) => checkList(raw, row.maxItems, (text) => VARIABLE_PATTERN.test(text)),
    schema: (row) => ({
      type: 'array',
      maxItems: row.maxItems,
      items: { type: 'string', pattern: VARIABLE_PATTERN.source },
    }),
  },
};

/** The kind of a row's values. */
export function valueKind<Row extends OptionRow>(row: Row): ValueKind<Row> {
  // A row is of the type that it says: what TypeScript cannot follow through a lookup.
  return KINDS[row.type] as unknown as ValueKind<Row>;
}

/** A list in an environment variable is written as JSON. */
function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

type RecordsRow = Extract<OptionRow, { type: 'records' }>;

function checkRecords(row: RecordsRow, raw: unknown): Checked {
  if (!Array.isArray(raw) || raw.length > row.maxItems) return { kind: 'refused', got: raw };
  const entries: Readonly<Record<string, string>>[] = [];
  for (const [index, item] of (raw as readonly unknown[]).entries()) {
    const problem = problemOf(row, item);
    if (problem !== undefined) return { kind: 'refused', got: item, because: `entry ${index + 1}: ${problem}` };
    entries.push(item as Readonly<Record<string, string>>);
  }
  return { kind: 'value', value: entries };
}

function problemOf({ fields, oneOf }: RecordsRow, item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return 'it must be an object';
  const given = item as Readonly<Record<string, unknown>>;
  const names = Object.keys(fields);
  const unknown = Object.keys(given).find((key) => !names.includes(key));
  if (unknown !== undefined) {
    return `unknown key "${oneLine(unknown)}"; the nearest known key is "${nearestWord(unknown, names) ?? ''}"`;
  }
  for (const [name, field] of Object.entries(fields)) {
    const value = given[name];
    if (value === undefined && field.isRequired !== true) continue;
    if (typeof value !== 'string' || !field.pattern.test(value)) {
      return value === undefined ? `"${name}" is missing: ${field.help}` : `"${name}" must be ${field.expected}`;
    }
  }
  if (oneOf !== undefined && oneOf.every((name) => given[name] === undefined)) {
    return `it has nothing to match on: give one of ${oneOf.join(', ')}`;
  }
  return undefined;
}

/** For a message: short, and free of what would move a terminal's cursor. */
function oneLine(text: string): string {
  return text.slice(0, 60).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
}

function checkText(raw: unknown, accepts: (text: string) => boolean): Checked {
  return typeof raw === 'string' && accepts(raw) ? { kind: 'value', value: raw } : { kind: 'refused', got: raw };
}

/** The items of a text that separates them by commas. */
function listFromText(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

type CheckedList =
  | { readonly kind: 'value'; readonly value: readonly string[] }
  | { readonly kind: 'refused'; readonly got: unknown };

/** A list of texts; of one with a wrong item that item is refused. */
function checkList(raw: unknown, maxItems: number, accepts: (text: string) => boolean): CheckedList {
  if (!Array.isArray(raw) || raw.length > maxItems) return { kind: 'refused', got: raw };
  const items: string[] = [];
  for (const item of raw as readonly unknown[]) {
    if (typeof item !== 'string' || !accepts(item)) return { kind: 'refused', got: item };
    items.push(item);
  }
  return { kind: 'value', value: items };
}
