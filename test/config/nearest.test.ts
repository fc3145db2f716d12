import test from 'ava';
import * as fc from 'fast-check';
import { likelyWord, nearest, nearestWord } from '../../config/nearest.ts';
import { OPTION_KEYS } from '../../config/options.ts';

const SLIPS: readonly (readonly [typed: string, meant: string])[] = [
  ['proxy_prot', 'proxy_port'],
  ['proxyport', 'proxy_port'],
  ['proxy-port', 'proxy_port'],
  ['PROXY_PORT', 'proxy_port'],
  ['handler', 'handlers'],
  ['log_lvl', 'log_level'],
  ['enable_mtim', 'enable_mitm'],
  ['dedup_window_sec', 'dedup_window_secs'],
  ['max_scan_byte', 'max_scan_bytes'],
  ['passthrough', 'passthrough_hosts'],
];

for (const [typed, meant] of SLIPS) {
  test(`${typed} is likely a slip for ${meant}`, (t) => {
    t.deepEqual(nearest(typed, OPTION_KEYS), { word: meant, likely: true });
  });
}

for (const typed of ['dist', 'version', 'port', 'home', 'x', '']) {
  test(`"${typed}" is no slip`, (t) => {
    t.false(nearest(typed, OPTION_KEYS)?.likely);
  });
}

test('a word that contains the typed one is meant rather than one that is short', (t) => {
  t.is(nearest('port', OPTION_KEYS)?.word, 'proxy_port');
});

test('what is at least half of a word is likely meant for it', (t) => {
  t.deepEqual(nearest('stat', ['start', 'status']), { word: 'status', likely: true });
  t.deepEqual(nearest('sta', ['status', 'rules']), { word: 'status', likely: true });
  t.false(nearest('pro', OPTION_KEYS)?.likely);
  t.false(nearest('s', ['stop'])?.likely);
});

test('nothing is nearest to nothing', (t) => {
  t.is(nearest('a', []), undefined);
});

test('a word is nearest to itself, and a very long one is bearable', (t) => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ maxLength: 12 }).map((word) => word.toLowerCase())), (words) =>
      words.every((word) => nearest(word, words)?.word === word),
    ),
    { numRuns: 200 },
  );
  t.false(nearest('p'.repeat(1_000_000), OPTION_KEYS)?.likely);
});

test('the nearest word is given however far it is, a likely one only where it is near', (t) => {
  t.is(nearestWord('proxy_prot', OPTION_KEYS), 'proxy_port');
  t.is(likelyWord('proxy_prot', OPTION_KEYS), 'proxy_port');
  t.is(nearestWord('port', OPTION_KEYS), 'proxy_port');
  t.is(likelyWord('port', OPTION_KEYS), undefined);
  t.is(nearestWord('port', []), undefined);
  t.is(likelyWord('port', []), undefined);
});
