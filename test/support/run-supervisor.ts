/** Runs the supervisor as `clawsec start` would, with fake handlers. Argument: options as JSON. */
import type { Options } from '../../config/options.ts';
import { UserError } from '../../src/model/errors.ts';
import { fileURLToPath } from 'node:url';
import { startSupervisor } from '../../src/service/supervisor.ts';

try {
  process.exitCode = await startSupervisor({
    options: JSON.parse(process.argv[2] ?? '{}') as Options,
    warnings: ['a warning'],
    version: '0.0.0-test',
    handlerFile: fileURLToPath(new URL('./fake-handler.js', import.meta.url)),
  });
} catch (error) {
  process.stderr.write(error instanceof UserError ? `${error.code}: ${error.message}\n` : `bug: ${String(error)}\n`);
  process.exitCode = 2;
}
process.exit();
