import { Extract, extractText, type Coding } from './extract.ts';
import { eachRun } from './runs.ts';
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
  const open = (): Extract => (extract ??= new Extract(text.length));
  eachRun(text, MEMBERS, LEAST_CHARACTERS, (run) => extractText(run, GROUPS, open));
  return extract?.done();
}

/** Three bytes in four characters. */
const GROUPS: Coding = {
  phases: 4,
  countOf: (characters) => Math.floor((characters * 3) / 4),
  characterOf: (index) => index + Math.floor(index / 3),
  byteAt(bytes, first, index) {
    const group = (index / 3) | 0;
    const at = first + index + group;
    const shift = 2 * (index - 3 * group) + 2;
    return (((VALUES[bytes[at] ?? 0] ?? 0) << shift) & 0xff) | ((VALUES[bytes[at + 1] ?? 0] ?? 0) >> (6 - shift));
  },
};
