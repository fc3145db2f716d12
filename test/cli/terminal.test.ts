import test from 'ava';
import * as fc from 'fast-check';
import { openTerminal, styled, visible, visibleJson } from '../../src/cli/terminal.ts';

function open(isTTY: boolean, env: Readonly<Record<string, string>> = {}): ReturnType<typeof openTerminal> {
  return openTerminal({ isTTY, write: () => true }, { write: () => true }, env);
}

test('colour is for terminals that want it', (t) => {
  t.true(open(true).colour);
  t.true(open(true, { NO_COLOR: '' }).colour);
  t.false(open(true, { NO_COLOR: '1' }).colour);
  t.false(open(true, { TERM: 'dumb' }).colour);
  t.false(open(false).colour);
  t.is(styled(open(false), 'red', 'x'), 'x');
  t.is(styled(open(true), 'red', 'x'), '\u001B[31mx\u001B[39m');
});

test('what could steer a terminal is shown as its code point', (t) => {
  t.is(
    visible('a\u001B[2Jb\r\n\u009B\u202E\u2028\u{E0041}é 漢'),
    'a\\u{1b}[2Jb\\u{d}\\u{a}\\u{9b}\\u{202e}\\u{2028}\\u{e0041}é 漢',
  );
});

test('JSON means the same and holds nothing that steers a terminal', (t) => {
  const nasty = fc.string({
    unit: fc.constantFrom('\u001B', '\u009B', '\u007F', '\u202E', '\u2028', '\u{E0041}', '\n', '"', '\\', 'a', '漢'),
  });
  fc.assert(
    fc.property(nasty, (text) => {
      const json = visibleJson([{ text }]);
      return JSON.parse(json)[0].text === text && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(json.replaceAll('\n', ''));
    }),
    { numRuns: 300 },
  );
  t.is(visibleJson([]), '[]');
});

test('a terminal has a width, a file has none', (t) => {
  const write = (): boolean => true;
  t.is(openTerminal({ isTTY: true, columns: 120, write }, { write }, {}).columns, 120);
  t.is(openTerminal({ isTTY: true, columns: 0, write }, { write }, {}).columns, 80);
  t.is(openTerminal({ isTTY: false, columns: 120, write }, { write }, {}).columns, undefined);
});
