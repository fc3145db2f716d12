import test from 'ava';
import * as fc from 'fast-check';
// Before what asks for it.
import '../../../src/service/relaxed-simd.ts';
import { pairsIn } from '../../../src/detect/hidden/neighbours.ts';
import { KIND, SURVEY_BYTES } from '../../../src/detect/hidden/survey-program.ts';
import { createSurvey, plainSurvey, splitPairs, type Entries, type Survey } from '../../../src/detect/hidden/survey.ts';
import { ANCHORS } from '../../../src/detect/rules/index.ts';

const neighbours = pairsIn(ANCHORS);
const survey = createSurvey(neighbours);
const surveyWithoutRelaxed = createSurvey(neighbours, false);
const pairs = splitPairs(neighbours);

interface Seen extends Survey {
  readonly of: (kind: number) => number[];
}

function seen(bytes: Uint8Array, look = survey): Seen {
  const entries: Entries = [];
  const found = look(bytes, entries);
  const own = entries.slice(0, found.count);
  return { ...found, of: (kind) => own.filter((entry) => (entry & 3) === kind).map((entry) => entry >> 2) };
}

const plain = (bytes: Uint8Array): Seen => seen(bytes, (one, entries) => plainSurvey(pairs, one, entries));

const piece = fc.oneof(
  fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  fc.base64String({ maxLength: 80 }).map((text) => Buffer.from(text)),
  fc.stringMatching(/^[0-9a-f]{0,60}$/).map((text) => Buffer.from(text)),
  fc
    .constantFrom("n''c", 'r\\m', "pa'ss'wd", 'p\\"\\"a', 'r\\\\\\\\m', "it's", 'a\\nb', '{"a":"b"}')
    .map((text) => Buffer.from(text)),
  fc.constantFrom(SURVEY_BYTES - 20, SURVEY_BYTES).map((length) => Buffer.alloc(length, ' ')),
);

test('all kinds of survey see the same, the plain one more places', (t) => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const bytes = Buffer.concat(pieces);
      const [fast, slow] = [seen(bytes), plain(bytes)];
      for (const kind of Object.values(KIND)) t.deepEqual(seen(bytes, surveyWithoutRelaxed).of(kind), fast.of(kind));
      t.is(fast.hasZero, slow.hasZero);
      t.is(fast.hasHigh, slow.hasHigh);
      t.deepEqual(fast.of(KIND.split), slow.of(KIND.split));
      for (const kind of [KIND.base64, KIND.hex, KIND.beyond]) {
        const places = new Set(slow.of(kind));
        t.deepEqual(
          fast.of(kind).filter((place) => !places.has(place)),
          [],
        );
      }
    }),
    { numRuns: 300 },
  );
});

test('all kinds of survey take the same bytes for words and for marks', (t) => {
  const all = new Uint8Array(256 * 256).fill(1);
  const bytes = Buffer.from(
    Array.from({ length: 256 }, (_, byte) => [
      [byte, ...Buffer.from("'c n\\c ")],
      [...Buffer.from('n'), byte, ...Buffer.from('c n')],
      [...Buffer.from("n'"), byte, ...Buffer.from(' ')],
    ]).flat(2),
  );
  const splits = seen(bytes, (one, entries) => plainSurvey(splitPairs(all), one, entries)).of(KIND.split);
  t.true(splits.length > 256);
  for (const relaxed of [undefined, false]) t.deepEqual(seen(bytes, createSurvey(all, relaxed)).of(KIND.split), splits);
});

const ascii = fc.string({ minLength: 18, maxLength: 60 }).map((text) => Buffer.from(text));
const beyond = fc
  .array(fc.constantFrom(...'忽 略 之 前 и г н о р こ れ ま で 지 시 를'.split(' ')), { minLength: 9, maxLength: 40 })
  .map((characters) => Buffer.from(characters.join('')));
/** Characters of a run that is long enough. */
const LEAST = 23;

const around = fc.string({ maxLength: 40 }).map((text) => Buffer.from(` ${text} `));

for (const [coding, what, text, kind] of [
  ['base64', 'ASCII', ascii, KIND.base64],
  ['base64url', 'ASCII', ascii, KIND.base64],
  ['hex', 'ASCII', ascii, KIND.hex],
  ['base64', 'nothing of ASCII', beyond, KIND.beyond],
  ['base64url', 'nothing of ASCII', beyond, KIND.beyond],
  ['hex', 'nothing of ASCII', beyond, KIND.beyond],
] as const) {
  test(`every run of ${coding} that is long enough and stands for ${what} holds a place`, (t) => {
    fc.assert(
      fc.property(text, around, around, fc.nat(SURVEY_BYTES), (plainText, before, after, blanks) => {
        const coded = Buffer.from(plainText.toString(coding).replaceAll('=', ''));
        const cut = coded.subarray(0, Math.max(LEAST, coded.length - (blanks % 4)));
        const bytes = Buffer.concat([Buffer.alloc(blanks, ' '), before, cut, after]);
        const from = blanks + before.length;
        for (const look of [seen(bytes), plain(bytes)]) {
          t.true(look.of(kind).some((place) => place >= from && place + 16 <= from + cut.length));
        }
      }),
      { numRuns: 150 },
    );
  });
}

test('marks that split a word of an anchor, and others', (t) => {
  const splits = (text: string): number => seen(Buffer.from(text)).of(KIND.split).length;
  for (const text of [
    "id_'r'sa",
    "id'_'rsa",
    "n''c",
    'n"c',
    'r\\m',
    'r\\\\m',
    'p\\"\\"a',
    '/"passwd"',
    'r\\\\\\\\m',
    's"h"',
  ])
    t.true(splits(text) > 0, text);
  for (const text of [
    "it's",
    '{"a":"b","c":""}',
    'a\\nb\\tc',
    'a\\/passwd',
    '\\\\\\"word\\\\\\":',
    'x"y',
    '"n":1,"id":"7"',
    'passw\\nd',
    'a&&b',
    'this.#sh',
  ])
    t.is(splits(text), 0, text);
});
