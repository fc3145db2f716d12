import { Extract, type Coding } from './extract.ts';
import { eachRun, type Run } from './runs.ts';
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
export const base64 = defineUnfolder({ id: 'base64', unfold: (text) => decodeBase64(text, () => undefined) });

/** What `base64` unfolds; shows `see` every run, whether it is text or not. */
export function decodeBase64(text: Uint8Array, see: (run: Run) => void): Unfolded | undefined {
  const extract = new Extract();
  eachRun(text, MEMBERS, LEAST_CHARACTERS, (run) => {
    see(run);
    extract.addText(run, GROUPS);
  });
  return extract.done();
}

/** The bytes that a run of base64 stands for. */
export function bytesOfRun({ bytes, from, to }: Run): Uint8Array {
  const decoded = new Uint8Array(3 * Math.ceil((to - from) / 4));
  return decoded.subarray(0, GROUPS.decode(bytes, from, to, decoded));
}

/** Three bytes in four characters. */
const GROUPS: Coding = {
  phases: 4,
  characterOf: (index) => index + Math.floor(index / 3),
  decode(bytes, from, to, into) {
    let count = 0;
    for (let at = from; at + 1 < to; at += 4) {
      const group =
        ((VALUES[bytes[at] ?? 0] ?? 0) << 18) |
        ((VALUES[bytes[at + 1] ?? 0] ?? 0) << 12) |
        ((VALUES[bytes[at + 2] ?? 0] ?? 0) << 6) |
        (VALUES[bytes[at + 3] ?? 0] ?? 0);
      into[count] = group >> 16;
      into[count + 1] = group >> 8;
      into[count + 2] = group;
      count += Math.min(3, to - at - 1);
    }
    return count;
  },
};
