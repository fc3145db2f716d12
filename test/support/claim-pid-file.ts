/**
 * Claims the PID file of a folder, says `claimed` or `running` and the number, and lives until its stdin ends.
 * Arguments: folder, then the time (ms since the epoch) until which to hold the starting line, then `leave` to die
 * without giving it back.
 */
import { claimPidFile } from '../../src/service/pid-file.ts';

const [, , logDir = '', startAt = '0', leave] = process.argv;
// Spinning, not sleeping: all contenders leave the line within microseconds.
while (Date.now() < Number(startAt)) continue;
const claim = claimPidFile(logDir);
process.stdout.write(`${claim.kind} ${claim.kind === 'running' ? claim.pid : process.pid}\n`);
process.stdin.resume();
process.stdin.on('end', () => {
  if (claim.kind === 'claimed' && leave === undefined) claim.release();
  process.exit(0);
});
