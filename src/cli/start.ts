import { OPTION_KEYS, optionRow, type Options } from '../../config/options.ts';
import { loadConfig } from '../service/load-config.ts';
import { CONFIG_FLAG, defineCommand, type Flag } from './define-command.ts';
import { readVersion } from './version.ts';

/** Flags that set an option, as its row says. */
const OPTION_FLAGS = OPTION_KEYS.flatMap((key) => {
  const { flag } = optionRow(key);
  return flag ? [{ key, ...flag }] : [];
});
const optionFlags: Readonly<Record<string, Omit<Flag, 'value'>>> = Object.fromEntries(
  OPTION_FLAGS.map(({ name, help }) => [name, { help }]),
);

/** `clawsec start`: runs the monitor until it is stopped. */
export const command = defineCommand({
  name: 'start',
  summary: 'run the monitor in the foreground; Ctrl-C, SIGTERM or `clawsec stop` end it',
  flags: { ...optionFlags, ...CONFIG_FLAG },
  examples: [
    ['clawsec start', 'proxy on 127.0.0.1:8888, everything at its default'],
    ['clawsec start --no-mitm', 'relay HTTPS tunnels without opening them'],
    ['clawsec start --config clawsec.json', 'with your own options'],
    ['CLAWSEC_PROXY_PORT=9000 clawsec start', 'with one option changed'],
  ],
  exitCodes: {
    0: 'stopped as asked',
    1: 'runs already, or ended by a failure',
    64: 'stopped as asked, under pm2',
    130: 'ended at once, by a second signal',
  },
  async run({ flags, env }) {
    const given: Readonly<Record<string, string | boolean | undefined>> = flags;
    const set = OPTION_FLAGS.filter(({ name }) => given[name] === true);
    const fromFlags: Partial<Options> = Object.fromEntries(set.map(({ key, sets }) => [key, sets]));
    const settings = loadConfig({ file: flags.config, env, flags: fromFlags });
    // Loaded only now: it brings the log, the certificates and the child processes.
    const { startSupervisor } = await import('../service/supervisor.ts');
    return startSupervisor({ ...settings, version: readVersion() });
  },
});
