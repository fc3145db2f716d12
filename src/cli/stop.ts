import { stopMonitor } from '../service/stop.ts';
import { CONFIG_FLAG, defineCommand } from './define-command.ts';
import { loadOptions } from './load-options.ts';

const WAIT_MS = 5000;

/** `clawsec stop`: ends the monitor of the configured log folder. */
export const command = defineCommand({
  name: 'stop',
  summary: 'stop the monitor: gracefully, or by force when it has not ended after 5 seconds',
  flags: CONFIG_FLAG,
  examples: [
    ['clawsec stop', 'stop the monitor whose log folder is /tmp/clawsec'],
    ['clawsec stop --config clawsec.json', 'stop the one that was started with these options'],
  ],
  exitCodes: { 0: 'it does not run (any more)', 1: 'it could not be stopped' },
  async run(invocation) {
    const { terminal } = invocation;
    const { log_dir: logDir } = loadOptions(invocation);
    const outcome = await stopMonitor(logDir, { waitMs: WAIT_MS });
    switch (outcome.kind) {
      case 'stopped':
        terminal.out(`clawsec stopped (PID ${outcome.pid}).\n`);
        break;
      case 'killed':
        terminal.out(`clawsec did not end within ${WAIT_MS / 1000} s and was killed (PID ${outcome.pid}).\n`);
        break;
      case 'not_running':
        terminal.out(`clawsec is not running (log folder ${logDir}).\n`);
        break;
    }
    return 0;
  },
});
