import test from 'ava';
import { isSeedPhrase } from '../../../../src/detect/rules/validators/seed-phrase.ts';

const TWELVE = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
const TWENTY_FOUR =
  'hamster diagram private dutch cause delay private meat slide toddler razor book happy fancy gospel tennis maple dilemma loan word shrug inflict delay length';

test('the vectors of BIP-39 pass, also numbered, on lines and with text behind', (t) => {
  t.true(isSeedPhrase(TWELVE));
  t.true(isSeedPhrase(TWENTY_FOUR));
  t.true(isSeedPhrase(TWELVE.replaceAll(' ', '\\n')));
  t.true(
    isSeedPhrase(
      TWELVE.split(' ')
        .map((word, no) => `${no + 1}. ${word}`)
        .join('\n'),
    ),
  );
  t.true(isSeedPhrase(`${TWELVE} and keep it`));
});

test('a changed word, a word too few, other words and the phrases of manuals do not', (t) => {
  t.false(isSeedPhrase(TWELVE.replace('yellow', 'year')));
  t.false(isSeedPhrase(TWELVE.split(' ').slice(0, 11).join(' ')));
  t.false(isSeedPhrase(TWELVE.replace('legal', 'illegal')));
  t.false(isSeedPhrase(`${'abandon '.repeat(11)}about`));
  t.false(isSeedPhrase('test test test test test test test test test test test junk'));
  t.false(isSeedPhrase(''));
});
