import type { Reading } from './extract.ts';
import { Extract, extractText } from './extract.ts';
import { runsOf } from './runs.ts';
import type { Unfolded } from './unfolded.ts';
import { defineUnfolder } from './unfolder.ts';

/** Characters of the shortest run worth a look: no rule can be met by fewer than nine bytes or so. */
const LEAST_CHARACTERS = 14;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_';
const MEMBERS = new Uint8Array(256);
const VALUES = new Uint8Array(256);
for (const [index, character] of Array.from(ALPHABET).entries()) {
  MEMBERS[character.charCodeAt(0)] = 1;
  VALUES[character.charCodeAt(0)] = index < 64 ? index : index - 2;
}

/**
 * What stands in base64 (RFC 4648 §4) and base64url (§5), padded or not, wrapped or not, where it is text: images,
 * models and identifiers give nothing. A run may begin anywhere in its first four characters: those before may belong
 * to the text around it, or to what stood before the window.
 */
export const base64 = defineUnfolder({ id: 'base64', unfold: decodeBase64 });

function decodeBase64(text: Uint8Array): Unfolded | undefined {
  let extract: Extract | undefined;
  for (const run of runsOf(text, MEMBERS, LEAST_CHARACTERS)) {
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

const PHASES = [0, 1, 2, 3];

/** The bytes of the run if its first group of four begins at character `phase`. */
function readingFrom(characters: Uint8Array, phase: number): Reading {
  const valueAt = (index: number): number => VALUES[characters[index] ?? 0] ?? 0;
  const characterOf = (index: number): number => phase + index + Math.floor(index / 3);
  return {
    count: Math.max(0, Math.floor(((characters.length - phase) * 3) / 4)),
    characterOf,
    byteAt(index) {
      const at = characterOf(index);
      const shift = 2 * ((index % 3) + 1);
      return ((valueAt(at) << shift) & 0xff) | (valueAt(at + 1) >> (6 - shift));
    },
  };
}
