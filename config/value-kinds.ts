import type { OptionRow, OptionValue } from './options.ts';

/** A checked value, or the part of the raw one that was wrong. */
export type Checked =
  | { readonly kind: 'value'; readonly value: OptionValue }
  | { readonly kind: 'refused'; readonly got: unknown };

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
};

/** The kind of a row's values. */
export function valueKind<Row extends OptionRow>(row: Row): ValueKind<Row> {
  // A row is of the type that it says: what TypeScript cannot follow through a lookup.
  return KINDS[row.type] as unknown as ValueKind<Row>;
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
