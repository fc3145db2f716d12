import { Extract, type Coding } from './extract.ts';
import { hexDigit } from './hex-digit.ts';
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
  const extract = new Extract();
  eachRun(text, DIGITS, LEAST_DIGITS, (run) => extract.addText(run, PAIRS));
  return extract.done();
}

/** A byte in two digits. */
const PAIRS: Coding = {
  phases: 2,
  characterOf: (index) => 2 * index,
  decode(bytes, from, to, into) {
    let count = 0;
    for (let at = from; at + 1 < to; at += 2) into[count++] = (hexDigit(bytes[at]) << 4) | hexDigit(bytes[at + 1]);
    return count;
  },
};
