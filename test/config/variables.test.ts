import test from 'ava';
import { OPTION_KEYS } from '../../config/options.ts';
import { classifyVariable, FOREIGN_PREFIXES, variableName } from '../../config/variables.ts';

test('every option has its variable, and none of them is foreign', (t) => {
  t.is(variableName('proxy_port'), 'CLAWSEC_PROXY_PORT');
  for (const key of OPTION_KEYS) t.deepEqual(classifyVariable(variableName(key)), { kind: 'option', key });
});

test('a slip is told', (t) => {
  t.deepEqual(classifyVariable('CLAWSEC_PROXY_PROT'), { kind: 'slip', key: 'proxy_port' });
  t.deepEqual(classifyVariable('CLAWSEC_LOG_DIRS'), { kind: 'slip', key: 'log_dir' });
});

test('the variables of others are left alone', (t) => {
  const names = [
    'PATH',
    'proxy_port',
    'clawsec_proxy_port',
    'CLAWSEC_',
    'CLAWSEC_DIST',
    'CLAWSEC_HOME',
    'XCLAWSEC_PROXY_PORT',
  ];
  for (const name of [...names, ...FOREIGN_PREFIXES.map((prefix) => `${prefix}LOG_DIR`)]) {
    t.deepEqual(classifyVariable(name), { kind: 'foreign' }, name);
  }
});
