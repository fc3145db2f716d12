import type { Anchor, ByteClass } from './anchor.ts';

/** Anchors are told apart by one bit each in a byte, so anchors beyond the eighth share a bit with others. */
const BUCKETS = 8;

/** Every low and every high nibble. */
const ALL_NIBBLES = -1;

/**
 * Bytes by falling frequency in what agents send and get: JSON, event streams, Markdown, JavaScript, base64.
 * Measured on a mix of these; only the order and the rough shape matter.
 */
const COMMON_BYTES = ' etnao"sildrcp:\n/uhmb_.,ygx\\fk0v)({}-`w=1\'2j#S435;[TE68]CAI97PRNOMBFDL+zqU*HWGVJYKXQZ><|&?!';

/** The shape that fits the measured frequencies: 11 % for the blank, 1 % for the 24th, 0.2 % for the 84th. */
const SHARE_OF_BYTE = Float64Array.from({ length: 256 }, (_, byte) => {
  const rank = COMMON_BYTES.indexOf(String.fromCharCode(byte));
  return rank < 0 ? 1e-4 : 0.55 / (rank + 4) ** 1.25;
});

/**
 * Some of the same traffic. Bytes that stand beside each other depend on each other: quotation marks stand beside commas
 * and colons, backslashes before `n`; a count in a sample knows that. Every line is of another kind.
 */
const SAMPLE = Uint8Array.from(
  Array.from(
    [
      '{"model":"some-model-4","max_tokens":4096,"messages":[{"role":"user","content":[{"type":"text","text":"Please run',
      ' `npm test`, then fix src/index.ts.\\n\\nThe file /home/user/project/README.md doesn\'t say \\"why\\" it\'s there:\\n- a',
      ' list\\n- of things\\n\\n```bash\\ncd /tmp && ls -la | grep etc\\n```\\n"}]}],"stream":true,"temperature":0.7,"id":null}\n',
      'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" the',
      ' answer is"}}\n\n<div class="row main"><a href="/search?q=a%20b&amp;page=2">It&#39;s here</a><br/></div>\n  const x',
      ' = await fetch(url, { method: "POST" }); // the response\n  if (!x.ok) return;\nfunction a(b,e){return b&&(e=b||[]),',
      'e.map((t=>t.a("/n"))),"use strict"==typeof e?1:b[0]}\n| name | type | note |\n|---|---|---|\n| path | string | a `b` |\n',
      'run bash -l, then check the ssh config and remove rm node data from /home/user/project; curl returns a path and src\n',
      'POST /v1/messages HTTP/1.1\r\nHost: api.example.com\r\nContent-Type: application/json\r\nAccept: */*\r\n\r\n      "integrity',
      '": "sha512-q8yNXQ0yWm3V5dTn0zDkGkq6Yh9pJf2bLxUeR7vC1sAoIt4KjHwMzPBgEu+FcDSxXnZiOL/a9Wb3mT5rVhQ=="\n{\\"cmd\\":\\"ls -l',
      '\\",\\"cwd\\":\\"/srv/app\\"}2026-01-15T10:20:30.123Z INFO  [main] request=7f3a9c4e-1b2d status=200 ms=12\niVBORw0KGgo',
      'AAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg3Vf8xQ2Lk7YdTz1Hs0wE6pGmNbOaUi\n',
    ].join(''),
    (character) => character.charCodeAt(0),
  ),
);

/** From so few sieves on the sample is asked: before, it would take long. */
const MAX_SAMPLED = 40;

/**
 * Leading places of an anchor that the fingerprint looks at. Three would cost less where nothing is found, but let many
 * more candidates through: on text of which nothing repeats, four are 1.1 to 1.5 times as fast (44 anchors, measured).
 */
export const FINGERPRINT_PLACES = 4;

/** What a bucket, or one anchor, lets through. */
interface Sieve {
  /** For each place the set of low nibbles in bits 0 to 15, of high nibbles in bits 16 to 31. */
  readonly sets: readonly number[];
  /** Expected share of offsets that pass. */
  readonly share: number;
}

/**
 * Nibble tables that tell where an anchor may begin: 32 bytes a place, buckets as bits by low nibble and then by high
 * nibble. A run of bytes passes when one bucket's bit stands at both nibbles of every place.
 *
 * Anchors that would let the fewest more candidates through together are put into one bucket, two at a time, until
 * there are eight: on a table of 44 anchors that leaves a tenth of the candidates of giving each in turn its best one.
 */
export function fingerprintOf(anchors: readonly Anchor[]): Uint8Array {
  let buckets = anchors.map((anchor) => sieveOf(anchor));
  let share = shareOf;
  const allUnions = (): Union[] =>
    buckets.flatMap((one, index) => buckets.slice(index + 1).map((other) => unite(one, other, share)));
  let unions = allUnions();
  while (buckets.length > BUCKETS) {
    if (buckets.length === MAX_SAMPLED || (share === shareOf && buckets.length < MAX_SAMPLED)) {
      share = sampledShareOf;
      buckets = buckets.map(({ sets }) => ({ sets, share: share(sets) }));
      unions = allUnions();
    }
    const { one, other, both } = unions.reduce((best, next) => (next.growth < best.growth ? next : best));
    buckets = buckets.filter((bucket) => bucket !== one && bucket !== other);
    unions = unions.filter(
      (union) => union.one !== one && union.one !== other && union.other !== one && union.other !== other,
    );
    unions.push(...buckets.map((bucket) => unite(bucket, both, share)));
    buckets.push(both);
  }
  return tablesOf(buckets);
}

/** Two sieves in one bucket, and how much more passes than through the two apart. */
interface Union {
  readonly one: Sieve;
  readonly other: Sieve;
  readonly both: Sieve;
  readonly growth: number;
}

type ShareOf = (sets: readonly number[]) => number;

function unite(one: Sieve, other: Sieve, shareOfSets: ShareOf): Union {
  const sets = one.sets.map((set, place) => set | (other.sets[place] ?? 0));
  const both = { sets, share: shareOfSets(sets) };
  return { one, other, both, growth: both.share - one.share - other.share };
}

/** As if neighbouring bytes were independent. */
function shareOf(sets: readonly number[]): number {
  let share = 1;
  for (const set of sets) share *= shareOfPlace(set);
  return share;
}

/** As the sample has it; what stands nowhere in it still differs. */
function sampledShareOf(sets: readonly number[]): number {
  let count = 0;
  for (let at = 0; at + FINGERPRINT_PLACES <= SAMPLE.length; at++) {
    let place = 0;
    while (place < FINGERPRINT_PLACES && isIn(sets[place] ?? 0, SAMPLE[at + place] ?? 0)) place++;
    if (place === FINGERPRINT_PLACES) count += 1;
  }
  return count / SAMPLE.length + shareOf(sets) / 8;
}

function isIn(set: number, byte: number): boolean {
  return ((set >>> (byte & 15)) & (set >>> (16 + (byte >> 4))) & 1) === 1;
}

function sieveOf({ classes }: Anchor): Sieve {
  const sets = Array.from({ length: FINGERPRINT_PLACES }, (_, place) => nibblesOf(classes[place]));
  return { sets, share: shareOf(sets) };
}

function nibblesOf(bytes: ByteClass | undefined): number {
  let set = bytes === undefined ? ALL_NIBBLES : 0;
  for (const byte of bytes ?? []) set |= (1 << (byte & 15)) | (1 << (16 + (byte >> 4)));
  return set;
}

function shareOfPlace(set: number): number {
  if (set === ALL_NIBBLES) return 1;
  let share = 0;
  for (let rows = set >>> 16; rows !== 0; rows &= rows - 1) {
    const row = 16 * lowestIn(rows);
    for (let columns = set & 0xffff; columns !== 0; columns &= columns - 1) {
      share += SHARE_OF_BYTE[row + lowestIn(columns)] ?? 0;
    }
  }
  return share;
}

function lowestIn(set: number): number {
  return 31 - Math.clz32(set & -set);
}

function tablesOf(buckets: readonly Sieve[]): Uint8Array {
  return Uint8Array.from({ length: 32 * FINGERPRINT_PLACES }, (_, at) => {
    let bits = 0;
    for (const [bucket, { sets }] of buckets.entries()) bits |= (((sets[at >> 5] ?? 0) >>> (at & 31)) & 1) << bucket;
    return bits;
  });
}
