import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../model/ports.ts';
import { PID_FILE, claimPidFile } from './pid-file.ts';
import { prepareLogDir } from './log-dir.ts';

/**
 * A check to be run before something is written to `logDir`: when somebody (a cleaner of /tmp, say) deleted the folder
 * under us, it is made again and claimed, so that threats go on being written and `stop` finds us. The PID file tells,
 * not the folder, which may be there again: the rotation of the log makes one of its own accord, open to others.
 * Nothing it does throws; what it can't restore is logged, once until it can.
 */
export function guardLogDir(logDir: string, log: Log): () => void {
  const pidFile = join(logDir, PID_FILE);
  let failing = false;
  return () => {
    if (existsSync(pidFile)) return;
    try {
      claimPidFile(prepareLogDir(logDir));
      failing = false;
      const lost = existsSync(join(logDir, 'ca.key'))
        ? 'The PID file was deleted and made again'
        : 'log_dir was deleted and made again; the next start will make a new CA';
      log('WARNING', lost, { log_dir: logDir });
    } catch (error) {
      if (!failing) log('ERROR', 'log_dir was deleted and could not be made again', { error: String(error) });
      failing = true;
    }
  };
}
