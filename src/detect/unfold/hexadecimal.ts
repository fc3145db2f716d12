import { Extract, extractText, type Coding } from './extract.ts';
import { hexDigit } from './hex.ts';
import { eachRun } from './runs.ts';
import type { Unfolded } from './unfolded.ts';
import { byteTable, defineUnfolder } from './unfolder.ts';

/** Digits of the shortest run worth a look: shorter ones are colours, numbers and short hashes. */
const LEAST_DIGITS = 24;

const DIGITS = byteTable('0123456789abcdefABCDEF');

/**
 * What stands in runs of hex digits, wrapped or not, where it is text: hashes give nothing. A run may begin with half
 * a byte.
 */
export const hex = defineUnfolder({ id: 'hex', unfold: decodeHex });

function decodeHex(text: Uint8Array): Unfolded | undefined {
  let extract: Extract | undefined;
  const open = (): Extract => (extract ??= new Extract(text.length));
  eachRun(text, DIGITS, LEAST_DIGITS, (run) => extractText(run, PAIRS, open));
  return extract?.done();
}

/** A byte in two digits. */
const PAIRS: Coding = {
  phases: 2,
  countOf: (digits) => digits >> 1,
  characterOf: (index) => 2 * index,
  byteAt: (bytes, first, index) => (hexDigit(bytes[first + 2 * index]) << 4) | hexDigit(bytes[first + 2 * index + 1]),
};
