import test from 'ava';
import type { Sighting, Source } from '../../src/detect/rule-matches.ts';
import { secretsIn } from '../../src/detect/secrets-in.ts';

const plain: Source = { text: '', pathOf: () => '', originOf: (offset) => offset, isReworded: false };
/** Every character of it stands for three of the window, from 100 on. */
const percent: Source = { ...plain, originOf: (offset) => 100 + 3 * offset };

function secret(source: Source, from: number, to: number): Sighting {
  const match = { from, to };
  return { from: source.originOf(from), to: source.originOf(to), isOwned: true, source, match };
}

test('a secret that was read in the same text stands where it matched', (t) => {
  t.deepEqual(secretsIn(percent, { from: 0, to: 100 }, [secret(percent, 20, 30)]), [{ from: 20, to: 30 }]);
  t.deepEqual(secretsIn(percent, { from: 40, to: 100 }, [secret(percent, 20, 30)]), []);
});

test('one that was read in another text stands at its place', (t) => {
  t.deepEqual(secretsIn(plain, { from: 0, to: 400 }, [secret(percent, 20, 30)]), [{ from: 160, to: 190 }]);
  t.deepEqual(secretsIn(percent, { from: 0, to: 100 }, [secret(plain, 160, 190)]), [{ from: 20, to: 30 }]);
  t.deepEqual(secretsIn(percent, { from: 0, to: 25 }, [secret(plain, 160, 190)]), [{ from: 20, to: 25 }]);
  t.deepEqual(secretsIn(percent, { from: 0, to: 10 }, [secret(plain, 160, 190)]), []);
});
