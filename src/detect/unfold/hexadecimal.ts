import { Extract, extractText, type Reading } from './extract.ts';
import { hexDigit } from './hex.ts';
import { runsOf } from './runs.ts';
import type { Unfolded } from './unfolded.ts';
import { byteTable, defineUnfolder } from './unfolder.ts';

/** Digits of the shortest run worth a look: shorter ones are colours, numbers and short hashes. */
const LEAST_DIGITS = 24;

const DIGITS = byteTable('0123456789abcdefABCDEF');
const PHASES = [0, 1];

/**
 * What stands in runs of hex digits, wrapped or not, where it is text: hashes give nothing. A run may begin with half
 * a byte.
 */
export const hex = defineUnfolder({ id: 'hex', unfold: decodeHex });

function decodeHex(text: Uint8Array): Unfolded | undefined {
  let extract: Extract | undefined;
  for (const run of runsOf(text, DIGITS, LEAST_DIGITS)) {
    const { characters } = run;
    extract ??= new Extract(text.length);
    extractText(
      run,
      PHASES.map((phase) => readingFrom(characters, phase)),
      extract,
    );
  }
  return extract?.done();
}

function readingFrom(digits: Uint8Array, phase: number): Reading {
  const characterOf = (index: number): number => phase + 2 * index;
  return {
    count: (digits.length - phase) >> 1,
    characterOf,
    byteAt(index) {
      const at = characterOf(index);
      return (hexDigit(digits[at]) << 4) | hexDigit(digits[at + 1]);
    },
  };
}
