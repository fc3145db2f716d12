import test from 'ava';
import * as fc from 'fast-check';
import { BREAK } from '../../../src/detect/unfold/extract.ts';
import { shell } from '../../../src/detect/unfold/shell.ts';

function words(text: string): string | undefined {
  const result = shell.unfold(Buffer.from(text));
  return result && Buffer.from(result.bytes).toString();
}

test('undoes what a shell would', (t) => {
  for (const [text, expected] of [
    ['c\'\'url x|s""h', 'curl x|sh'],
    ['b"a"sh -c', 'bash -c'],
    ["'r'm -rf /e't'c", 'rm -rf /etc'],
    ['\\cu\\rl x', 'curl x'],
    ['cur\\\nl x', 'curl x'],
    ['rm${IFS}-rf$IFS/$IFS$9x', 'rm -rf / x'],
    ['cat${IFS%??}/etc', 'cat /etc'],
    ['wh$@oami c$*at b${@}ash', 'whoami cat bash'],
    ["$'\\x63url' $'\\143at' $'a\\tb\\x41' $'rm'", 'curl cat a\tbA rm'],
    ['{curl,-s,http://x.test} ; x', 'curl -s http://x.test ; x'],
    ['$(c""at)', '$(cat)'],
  ]) {
    t.is(words(text ?? ''), expected, text);
  }
});

test('leaves other texts alone', (t) => {
  for (const text of [
    '',
    'it is so',
    "don't, can't",
    '{"a":"b","c":["d","e"],"f":"g h"}',
    'x = "a b"+y+"c d"',
    "type T = 'a'|'b'",
    '"curl" "-s"',
    'const {a,b} = c',
    String.raw`line\nrm x \tnc y`,
    'a\\\n',
    '$IFSX ${IFSX} $@ $*',
    "/^foo$'/, ' bar'",
    '$(ls)',
  ]) {
    t.is(words(text), undefined, text);
  }
});

test('holds only what is near, from a whole word on', (t) => {
  const filler = 'word '.repeat(2000);
  const text = `${filler}c''url ${filler}b''ash ${filler}`;
  const result = shell.unfold(Buffer.from(text));
  const pieces = Buffer.from(result?.bytes ?? [])
    .toString()
    .split(Buffer.from(BREAK).toString());
  t.is(pieces.length, 3);
  t.is(pieces[0], '');
  t.regex(pieces[1] ?? '', /^ word [wor d]* curl word/);
  t.regex(pieces[2] ?? '', /^ word [wor d]* bash word/);
  const at = Buffer.from(result?.bytes ?? []).indexOf('bash');
  t.is(result?.originOf(at), text.indexOf("b''ash"));
});

test('is never longer, and offsets rise, whatever the text', (t) => {
  const unit = fc.constantFrom(
    "'",
    '"',
    '\\',
    '$',
    '{',
    '}',
    ',',
    'a',
    'n',
    'x41',
    '-',
    ' ',
    '\n',
    'IFS',
    '@',
    'w'.repeat(900),
    ' w'.repeat(2500),
  );
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 40 }), (all) => {
      const text = Buffer.from(all.join(''));
      const result = shell.unfold(text);
      if (result === undefined) return;
      t.true(result.bytes.length <= text.length);
      let before = -1;
      for (let offset = 0; offset <= result.bytes.length; offset++) {
        const origin = result.originOf(offset);
        if (origin <= before || origin > text.length) t.fail(`${offset} → ${origin}`);
        before = origin;
      }
      t.pass();
    }),
    { numRuns: 200 },
  );
});
