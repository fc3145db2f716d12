import { join } from 'node:path';
import { THREATS_FILE } from '../report/jsonl.ts';
import { readLastThreats } from '../report/threat-tail.ts';
import { CONFIG_FLAG, defineCommand } from './define-command.ts';
import { loadOptions } from './load-options.ts';
import { usage } from './parse-flags.ts';
import { visible, visibleJson } from './terminal.ts';

const DEFAULT_LIMIT = 10;
/** Some 50 MB of JSON. Who wants more reads the file itself. */
const MAX_LIMIT = 100_000;

/** `clawsec threats`: the last threats as a JSON array. */
export const command = defineCommand({
  name: 'threats',
  summary: 'print the last threats as a JSON array, most recent first',
  flags: {
    limit: { value: 'N', help: `how many at most, 1 to ${MAX_LIMIT} (default ${DEFAULT_LIMIT})` },
    ...CONFIG_FLAG,
  },
  examples: [
    ['clawsec threats', `the last ${DEFAULT_LIMIT}`],
    ['clawsec threats --limit 50', 'the last 50'],
    ["clawsec threats | jq -r '.[].pattern'", 'which patterns fired'],
  ],
  exitCodes: { 0: 'done, also when there are none', 1: 'the threat log could not be read' },
  async run(invocation) {
    const limit = readLimit(invocation.flags.limit);
    const { log_dir: logDir } = loadOptions(invocation);
    invocation.terminal.out(`${visibleJson(readLastThreats(join(logDir, THREATS_FILE), limit))}\n`);
    return Promise.resolve(0);
  },
});

function readLimit(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT;
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw usage({ name: 'threats' }, `--limit must be a whole number from 1 to ${MAX_LIMIT}, not "${visible(text)}"`);
}
