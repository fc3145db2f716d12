import test from 'ava';
import { CONFIG_FLAG, defineCommand } from '../../src/cli/define-command.ts';
import { parseFlags, usage } from '../../src/cli/parse-flags.ts';
import { UserError } from '../../src/model/errors.ts';

const command = defineCommand({
  name: 'sample',
  summary: 'for tests',
  flags: { 'no-mitm': { help: 'a switch' }, ...CONFIG_FLAG },
  examples: [],
  exitCodes: {},
  run: async () => Promise.resolve(0),
});

const READ: readonly (readonly [args: readonly string[], flags: object])[] = [
  [[], { 'no-mitm': false, config: undefined }],
  [['--no-mitm'], { 'no-mitm': true, config: undefined }],
  [['--config', 'a.json'], { 'no-mitm': false, config: 'a.json' }],
  [['--config=a.json', '--no-mitm'], { 'no-mitm': true, config: 'a.json' }],
  [['--config=-odd.json'], { 'no-mitm': false, config: '-odd.json' }],
  [['--config', 'a.json', '--config', 'b.json'], { 'no-mitm': false, config: 'b.json' }],
];

for (const [args, flags] of READ) {
  test(`reads [${args.join(' ')}]`, (t) => {
    t.deepEqual(parseFlags(command, args), { kind: 'flags', flags, operands: [] });
  });
}

for (const args of [['--help'], ['-h'], ['--no-mitm', '--help'], ['--config', 'x', '-h']]) {
  test(`is asked for help by [${args.join(' ')}]`, (t) => {
    t.deepEqual(parseFlags(command, args), { kind: 'help' });
  });
}

const REFUSED: readonly (readonly [args: readonly string[], message: string])[] = [
  [['--no-mtim'], 'unknown flag "--no-mtim"; did you mean "--no-mitm"?'],
  [['--confg', 'x'], 'unknown flag "--confg"; did you mean "--config"?'],
  [['--frobnicate'], 'unknown flag "--frobnicate"'],
  [['-config', 'x'], 'unknown flag "-c"'],
  [['--__proto__'], 'unknown flag "--__proto__"'],
  [['--toString'], 'unknown flag "--toString"'],
  [['--config'], '--config needs a value: --config FILE'],
  [['--config='], '--config needs a value: --config FILE'],
  [['--config', '--no-mitm'], '--config needs a value: --config FILE'],
  [['--no-mitm=yes'], '--no-mitm takes no value'],
  [['extra'], 'unexpected argument "extra"'],
  [['--', '--no-mitm'], 'unexpected argument "--no-mitm"'],
  [['a\u001B[2J\n'], 'unexpected argument "a\\u{1b}[2J\\u{a}"'],
];

for (const [args, message] of REFUSED) {
  test(`refuses ${JSON.stringify(args)}`, (t) => {
    const error = t.throws(() => parseFlags(command, args), { instanceOf: UserError, message });
    t.is(error.code, 'usage');
    t.is(error.hint, 'Run `clawsec sample --help` for its flags.');
  });
}

test('a usage error points to the help of its command', (t) => {
  t.is(usage({ name: 'threats' }, 'no').hint, 'Run `clawsec threats --help` for its flags.');
});

test('a command that takes operands gets them in order, flags between them or not', (t) => {
  const taking = { ...command, operands: '[FILE…]' };
  t.like(parseFlags(taking, ['a', '--no-mitm', 'b', '--', '-c']), {
    operands: ['a', 'b', '-c'],
    flags: { 'no-mitm': true },
  });
  t.throws(() => parseFlags(command, ['a']), { message: 'unexpected argument "a"' });
});
