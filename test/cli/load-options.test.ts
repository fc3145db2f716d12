import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { loadOptions } from '../../src/cli/load-options.ts';
import { recordingTerminal } from '../support/recording-terminal.ts';
import { tempDir } from '../support/temp-dir.ts';

test('warnings go to standard error, one line each', (t) => {
  const config = join(tempDir(t), 'c.json');
  writeFileSync(config, '{"log_dri": "x", "proxy_port": 9000}');
  const terminal = recordingTerminal();
  const options = loadOptions({ flags: { config }, env: { CLAWSEC_PROXY_PROT: '1' }, terminal });
  t.is(options.proxy_port, 9000);
  t.regex(
    terminal.written.err,
    /^clawsec: warning: unknown key "log_dri" .* "log_dir"\nclawsec: warning: .*CLAWSEC_PROXY_PORT\n$/,
  );
  t.is(terminal.written.out, '');
});
