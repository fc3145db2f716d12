import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import { knownForms } from './known-forms.ts';

/** A secret that exists on this machine. */
export interface KnownValue {
  /** The variable whose value it is. */
  readonly name: string;
  /** Where that stands: the path of a file, or `environment`. */
  readonly origin: string;
  readonly value: string;
}

/** One form of one value, of which only hashes are kept. */
export interface KnownEntry {
  readonly name: string;
  readonly origin: string;
  /** What a decode path says of this form; '' for the value as it is. */
  readonly form: string;
  /** Bytes of the form. */
  readonly length: number;
  /** `headHash` at its first bytes. */
  readonly heads: readonly number[];
  /** `headHash` of its last bytes. */
  readonly tail: number;
  /** Where a form repeats itself, after how many bytes; only if it does so twice at least. */
  readonly period?: number;
  /** Keyed hash of the whole form. */
  readonly digest: string;
  /** The fingerprint of the value, whatever the form. */
  readonly fingerprint: string;
}

/** What is needed to recognise known values: plain data, fit to be sent to a thread. Holds none of them. */
export interface KnownTable {
  /** 64 random hex digits that never leave the memory of this run. */
  readonly key: string;
  readonly entries: readonly KnownEntry[];
}

/** Bytes that are hashed at once when traffic is looked through. */
export const HEAD_BYTES = 8;

/** Only each fourth place of traffic is looked at, so a value is entered with its first four. */
export const STRIDE = 4;

/** Shorter values are not taken: they would be found everywhere, and the strides would pass over them. */
export const MIN_KNOWN_BYTES = HEAD_BYTES + STRIDE - 1;

/** Longer values are taken by their first so many bytes. */
const MAX_KNOWN_BYTES = 2048;

/** Values taken at most; each has some 7 to 50 forms. */
export const MAX_KNOWN_VALUES = 512;

/** What is no secret whatever its name: a word, a number or a date, a path, an address without a password in it. */
const COMMON = /^(?:[A-Za-z]+|[\d.,:+TZ -]+|~?\.{0,2}\/[\w./ -]*|[a-z][a-z0-9+.-]*:\/\/[^@]*)$/;

/** Characters a secret has that are not all the same. */
const MIN_DIFFERENT = 5;

/** Whether a value can be looked for: neither too short nor something that stands in all kinds of texts. */
export function isKnowable(value: string): boolean {
  if (Buffer.byteLength(value, 'utf8') < MIN_KNOWN_BYTES || COMMON.test(value)) return false;
  return new Set(value).size >= MIN_DIFFERENT;
}

/**
 * Hashes the forms of values under `key` (random hex digits). `fingerprintOf` gives the fingerprint that threat lines
 * show. Values that are not `isKnowable` must not be given.
 */
export function newKnownTable(
  values: readonly KnownValue[],
  key: string,
  fingerprintOf: (latin1: string) => string,
): KnownTable {
  const hash = headHash(key);
  const entries = values.slice(0, MAX_KNOWN_VALUES).flatMap(({ name, origin, value }): KnownEntry[] => {
    const forms = knownForms(value);
    const fingerprint = fingerprintOf(forms[0]?.text ?? '');
    return forms
      .map(({ name: form, text }) => ({ form, text: text.slice(0, MAX_KNOWN_BYTES) }))
      .filter(({ text }) => text.length >= MIN_KNOWN_BYTES)
      .map(({ form, text }) => {
        const period = periodOf(text);
        return {
          name,
          origin,
          form,
          length: text.length,
          heads: Array.from({ length: STRIDE }, (_, at) => hash.ofText(text, at)),
          tail: hash.ofText(text, text.length - HEAD_BYTES),
          ...(2 * period <= text.length && { period }),
          digest: digestOf(key, text),
          fingerprint,
        };
      });
  });
  return { key, entries };
}

/** The smallest distance at which a text repeats itself to its end; its length if it never does (Knuth, Morris, Pratt). */
function periodOf(text: string): number {
  const borders = [0];
  for (let at = 1; at < text.length; at++) {
    let border = borders[at - 1] ?? 0;
    while (border > 0 && text[at] !== text[border]) border = borders[border - 1] ?? 0;
    borders.push(text[at] === text[border] ? border + 1 : 0);
  }
  return text.length - (borders.at(-1) ?? 0);
}

/** Both tables, which have one key, as one: of the newer every value, of the older as many as there is room for. */
export function mergedTables(newer: KnownTable, older: KnownTable): KnownTable {
  const current = new Set(newer.entries.map(({ fingerprint }) => fingerprint));
  const values = new Set(current);
  const kept = older.entries.filter(({ fingerprint }) => {
    if (current.has(fingerprint)) return false;
    if (values.size < MAX_KNOWN_VALUES) values.add(fingerprint);
    return values.has(fingerprint);
  });
  return { key: newer.key, entries: [...newer.entries, ...kept] };
}

/** The keyed hash by which a text is known, hex. */
export function digestOf(key: string, latin1: string): string {
  return createHmac('sha256', key).update(latin1, 'latin1').digest('hex');
}

/** A keyed hash of `HEAD_BYTES` bytes, 32 bits. */
export interface HeadHash {
  /** Of the two words, as this machine reads the bytes. */
  ofWords(first: number, second: number): number;
  /** Of the latin1 characters from `at` on; of blanks behind the end. */
  ofText(text: string, at: number): number;
}

/** The hash for a key: multiplied by odd numbers that only the key tells. */
export function headHash(key: string): HeadHash {
  const seeds = createHmac('sha256', key).update('heads').digest();
  const one = seeds.readInt32LE(0) | 1;
  const other = seeds.readInt32LE(4) | 1;
  const words = new Int32Array(HEAD_BYTES / 4);
  const bytes = new Uint8Array(words.buffer);
  const ofWords = (first: number, second: number): number => {
    const mixed = Math.imul(first, one) ^ Math.imul(second + (first >>> 15), other);
    return Math.imul(mixed ^ (mixed >>> 15), other);
  };
  return {
    ofWords,
    ofText(text, at) {
      for (let index = 0; index < HEAD_BYTES; index++) {
        bytes[index] = at + index < text.length ? text.charCodeAt(at + index) : 0x20;
      }
      return ofWords(words[0] ?? 0, words[1] ?? 0);
    },
  };
}
