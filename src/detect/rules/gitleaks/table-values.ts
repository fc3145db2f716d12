import type { Suggest } from '../read-rule-file.ts';

/** A table of TOML. */
export type Table = Readonly<Record<string, unknown>>;

/** Whether a value of TOML is a table. */
export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isCount = (value: unknown): value is number => isNumber(value) && Number.isInteger(value) && value >= 0;
const areTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);
const areTables = (value: unknown): value is readonly Table[] => Array.isArray(value) && value.every(isTable);

/** The values of a table, each of the type that is asked for; one of another type is a fault, and counts as not there. */
export class TableValues {
  /** What is wrong with the table, in sentences that begin small; those of the tables in it among them. */
  readonly faults: string[];
  readonly #table: Table;
  readonly #suggest: Suggest;
  readonly #where: string;

  /** `where`: what faults put before a key, such as `allowlist.`. */
  constructor(table: Table, suggest: Suggest, faults: string[] = [], where = '') {
    this.#table = table;
    this.#suggest = suggest;
    this.faults = faults;
    this.#where = where;
  }

  text(key: string): string {
    return this.#take(key, isText, 'a text') ?? '';
  }

  flag(key: string): boolean {
    return this.#take(key, isFlag, 'true or false') ?? false;
  }

  number(key: string): number {
    return this.#take(key, isNumber, 'a number') ?? 0;
  }

  /** A whole number from 0 on. */
  count(key: string): number {
    return this.#take(key, isCount, 'a whole number') ?? 0;
  }

  texts(key: string): readonly string[] {
    return this.#take(key, areTexts, 'a list of texts') ?? [];
  }

  /** What a word stands for; case does not count. Without it, or when it is empty, the first of `words`. */
  word<Meaning>(key: string, words: Readonly<Record<string, Meaning>>): Meaning {
    const names = Object.keys(words);
    const isWord = (value: unknown): value is string => isText(value) && ['', ...names].includes(value.toLowerCase());
    const word = this.#take(key, isWord, `one of ${names.join(', ')}`)?.toLowerCase() ?? '';
    return words[word === '' ? (names[0] ?? '') : word] as Meaning;
  }

  /** The table under a key, or those in a list of them. */
  tables(key: string): readonly TableValues[] {
    const tables = isTable(this.#table[key]) ? [this.#table[key]] : (this.#take(key, areTables, 'a table') ?? []);
    return tables.map((table, index) => {
      const place = tables.length === 1 ? key : `${key}[${index + 1}]`;
      return new TableValues(table, this.#suggest, this.faults, `${this.#where}${place}.`);
    });
  }

  /** The keys that are none of these; those that are most likely one of these, mistyped, are faults instead. */
  others(known: readonly string[]): readonly string[] {
    return Object.keys(this.#table).filter((key) => {
      if (known.includes(key)) return false;
      const meant = this.#suggest(key, known);
      if (meant !== undefined) {
        this.faults.push(`${JSON.stringify(this.#where + key)} is no key of gitleaks; did you mean "${meant}"?`);
      }
      return meant === undefined;
    });
  }

  #take<Value>(key: string, isFit: (value: unknown) => value is Value, expected: string): Value | undefined {
    const value = this.#table[key];
    if (value === undefined) return undefined;
    if (isFit(value)) return value;
    this.faults.push(`${this.#where}${key} must be ${expected}`);
    return undefined;
  }
}
