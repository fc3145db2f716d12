import test from 'ava';
import { renderCommandHelp, renderHelp } from '../../src/cli/render-help.ts';
import { command as start } from '../../src/cli/start.ts';
import { command as status } from '../../src/cli/status.ts';
import { command as stop } from '../../src/cli/stop.ts';
import { command as threats } from '../../src/cli/threats.ts';

const COMMANDS = [start, stop, status, threats];

test('the help lists every command with its summary', (t) => {
  const help = renderHelp(COMMANDS);
  for (const { name, summary } of COMMANDS) t.regex(help, new RegExp(`^  ${name} +${summary}$`, 'm'));
});

for (const command of COMMANDS) {
  test(`the help of ${command.name} shows flags, examples and exit codes`, (t) => {
    const help = renderCommandHelp(command);
    t.true(help.startsWith(`clawsec ${command.name}: ${command.summary}\n`));
    t.true(help.endsWith('\n'));
    for (const [name, flag] of Object.entries(command.flags))
      t.true(help.includes(`--${name}`) && help.includes(flag.help));
    t.true(command.examples.length > 0);
    for (const [line, does] of command.examples) t.true(help.includes(line) && help.includes(does));
    t.regex(help, /^ {2}2 +a mistake/m);
    t.true(help.split('\n').every((line) => line.length <= 100));
  });
}
