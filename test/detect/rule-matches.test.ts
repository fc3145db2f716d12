import test from 'ava';
import { RuleMatches } from '../../src/detect/rule-matches.ts';

/** A sighting of `[from, to)`; `width` when it was read in fewer characters. */
function sighting(from: number, to: number, isOwned = true, width = to - from, text = '') {
  return {
    from,
    to,
    isOwned,
    source: {
      text: `${' '.repeat(from)}${text}`,
      pathOf: () => text,
      originOf: (offset: number) => offset,
      isReworded: text === ' reworded',
    },
    match: { from, to: from + width },
  };
}

function owned(matches: RuleMatches): string[] {
  return matches.owned().map(({ from, to, source }) => `${from}-${to}${source.pathOf(0, 0)}`);
}

test('keeps one per start; its first anchor says whose it is', (t) => {
  const matches = new RuleMatches();
  matches.beginLayer();
  matches.add(sighting(20, 30));
  matches.add(sighting(20, 40));
  matches.add(sighting(5, 9, false));
  matches.add(sighting(5, 9, true));
  matches.add(sighting(7, 9));
  t.deepEqual(owned(matches), ['7-9', '20-30']);
});

test('what stands at one place of the window and at several of its text is several', (t) => {
  const matches = new RuleMatches();
  matches.beginLayer();
  for (const from of [100, 200, 100]) matches.add({ ...sighting(5, 6), match: { from, to: from + 20 } });
  t.deepEqual(owned(matches), ['5-6', '5-6']);
});

test('what overlaps a match of an earlier layer is the same thing', (t) => {
  const matches = new RuleMatches();
  matches.beginLayer();
  matches.add(sighting(10, 20));
  matches.add(sighting(40, 50, false));
  matches.beginLayer();
  matches.add(sighting(9, 21));
  matches.add(sighting(20, 30));
  matches.add(sighting(45, 46));
  matches.beginLayer();
  matches.add(sighting(29, 35));
  matches.add(sighting(60, 61));
  t.deepEqual(owned(matches), ['10-20', '20-30', '60-61']);
});

test('a match with escapes is read where they are undone', (t) => {
  const matches = new RuleMatches();
  matches.beginLayer();
  matches.add(sighting(10, 20, true, 10, ' raw'));
  matches.add(sighting(40, 50, true, 10, ' raw'));
  matches.beginLayer();
  matches.add(sighting(9, 25, true, 12, ' read'));
  matches.add(sighting(40, 50, true, 10, ' read'));
  t.deepEqual(owned(matches), ['10-25 read', '40-50 raw']);
});

test('what was read before is kept where nothing is gained, or only the words of a shell', (t) => {
  const matches = new RuleMatches();
  matches.beginLayer();
  matches.add(sighting(10, 20, true, 10, ' same'));
  matches.add(sighting(40, 60, true, 20, ' raw'));
  matches.add(sighting(70, 90, true, 20, ' raw'));
  matches.beginLayer();
  matches.add(sighting(10, 21, true, 10, ' same'));
  matches.add(sighting(40, 60, true, 10, ' reworded'));
  matches.add(sighting(72, 79, true, 3, ' within'));
  t.deepEqual(owned(matches), ['10-20 same', '40-60 raw', '70-90 raw']);
});

test('a reading that only says less is no gain', (t) => {
  const read = (text: string, length: number) => sighting(10, 16, true, length, text);
  for (const [text, kept] of [
    ['YWJj', 'YWJj=='],
    ['abcd', 'abcd'],
  ] as const) {
    const matches = new RuleMatches();
    matches.beginLayer();
    matches.add(read('YWJj==', 6));
    matches.beginLayer();
    matches.add(read(text, 4));
    t.deepEqual(owned(matches), [`10-16${kept}`]);
  }
});

test('finds the overlap behind matches that end before', (t) => {
  const matches = new RuleMatches();
  matches.beginLayer();
  matches.add(sighting(0, 100));
  for (let from = 10; from < 80; from += 10) matches.add(sighting(from, from + 5));
  matches.beginLayer();
  matches.add(sighting(90, 95));
  matches.add(sighting(100, 105));
  t.is(owned(matches).length, 9);
  t.is(owned(matches).at(-1), '100-105');
});
