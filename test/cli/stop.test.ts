import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { PID_FILE } from '../../src/service/pid-file.ts';
import { runClawsec } from '../support/run-clawsec.ts';
import { tempDir } from '../support/temp-dir.ts';

test('stopping what does not run is done at once, and makes no log folder', async (t) => {
  const logDir = join(tempDir(t), 'logs');
  t.deepEqual(await runClawsec(['stop'], { CLAWSEC_LOG_DIR: logDir }), {
    code: 0,
    stdout: `clawsec is not running (log folder ${logDir}).\n`,
    stderr: '',
  });
  t.false(existsSync(logDir));
});

test('the PID file of a monitor that died, or of another program, stops nobody', async (t) => {
  const logDir = tempDir(t);
  // Our own number with a start time that is not ours: as if the number had been given out again.
  writeFileSync(join(logDir, PID_FILE), `${process.pid}\nlong ago\nnode\n`);
  const outcome = await runClawsec(['stop'], { CLAWSEC_LOG_DIR: logDir });
  t.is(outcome.code, 0);
  t.regex(outcome.stdout, /^clawsec is not running/);
});
