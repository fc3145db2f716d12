import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { OPTION_KEYS, optionRow } from '../../config/options.ts';
import { command } from '../../src/cli/start.ts';
import { runClawsec } from '../support/run-clawsec.ts';
import { tempDir } from '../support/temp-dir.ts';

test('the flags are those of the options table, and --config', (t) => {
  const flags = OPTION_KEYS.map((key) => optionRow(key).flag?.name).filter((name) => name !== undefined);
  t.deepEqual(Object.keys(command.flags), [...flags, 'config']);
  t.true('no-mitm' in command.flags);
});

const BROKEN: readonly (readonly [what: string, content: string, line: RegExp])[] = [
  [
    'bad JSON',
    '{"proxy_port": }',
    /^clawsec: .*c\.json is not valid JSON: expected a value at line 1, column 16\. See /,
  ],
  ['a wrong type', '{"enable_mitm": "no"}', /^clawsec: enable_mitm in .* must be true or false, not "no"\. See /],
  ['out of range', '{"proxy_port": 70000}', /^clawsec: proxy_port in .* from 0 to 65535, not 70000\. See /],
  ['equal ports', '{"gateway_local_port": 8888}', /^clawsec: proxy_port and gateway_local_port are both 8888/],
];

for (const [what, content, line] of BROKEN) {
  test(`${what}: one line, 2, and nothing is started`, async (t) => {
    const folder = tempDir(t);
    const logDir = join(folder, 'logs');
    writeFileSync(join(folder, 'c.json'), content);
    const outcome = await runClawsec(['start', '--config', join(folder, 'c.json')], { CLAWSEC_LOG_DIR: logDir });
    t.is(outcome.code, 2);
    t.regex(outcome.stderr, line);
    t.regex(outcome.stderr, /^[^\n]+\n$/);
    t.is(outcome.stdout, '');
    t.false(existsSync(logDir));
  });
}
