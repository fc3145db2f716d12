import test from 'ava';
import { CONFIG_FLAG, defineCommand } from '../../src/cli/define-command.ts';
import { recordingTerminal } from '../support/recording-terminal.ts';

test('run sees the types of its own flags', async (t) => {
  const command = defineCommand({
    name: 'greet',
    summary: 'greets',
    flags: { loud: { help: 'shouts' }, ...CONFIG_FLAG },
    examples: [],
    exitCodes: {},
    async run({ flags, terminal }) {
      const loud: boolean = flags.loud;
      const config: string | undefined = flags.config;
      terminal.out(`${config ?? 'nobody'}${loud ? '!' : '.'}`);
      return Promise.resolve(7);
    },
  });
  const terminal = recordingTerminal();
  t.is(await command.run({ operands: [], flags: { loud: true, config: 'me' }, env: {}, terminal }), 7);
  t.is(terminal.written.out, 'me!');
});
