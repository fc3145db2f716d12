import test from 'ava';
import { OPTION_KEYS, optionRow } from '../../config/options.ts';
import { renderOptionsPage } from '../../config/render-options-page.ts';
import { variableName } from '../../config/variables.ts';

test('every option has one line with its variable, default and help', (t) => {
  const lines = renderOptionsPage().split('\n');
  for (const key of OPTION_KEYS) {
    const row = optionRow(key);
    const own = lines.filter((line) => line.startsWith(`| \`${key}\`<br>`));
    t.is(own.length, 1, key);
    for (const part of [variableName(key), JSON.stringify(row.default), row.help]) t.true(own[0]?.includes(part), key);
  }
});

test('flags are named', (t) => {
  t.regex(renderOptionsPage(), /`--no-mitm` sets it to false/);
});
