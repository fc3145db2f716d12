import test from 'ava';
import { ANCHORS, RULES } from '../../../src/detect/rules/index.ts';

test('the twelve rules of the table, in its order', (t) => {
  t.deepEqual(
    RULES.map(({ id, type }) => `${type} ${id}`),
    [
      'EXFIL ai_api_key',
      'EXFIL aws_access_key',
      'EXFIL private_key_pem',
      'EXFIL ssh_key_file',
      'EXFIL unix_sensitive',
      'EXFIL dotenv_file',
      'EXFIL ssh_pubkey',
      'INJECTION pipe_to_shell',
      'INJECTION shell_exec',
      'INJECTION reverse_shell',
      'INJECTION destructive_rm',
      'INJECTION ssh_key_inject',
    ],
  );
});

test('what is masked', (t) => {
  t.deepEqual(
    RULES.filter(({ isSecret }) => isSecret).map(({ id }) => id),
    ['ai_api_key', 'aws_access_key', 'private_key_pem', 'ssh_pubkey'],
  );
});

test('every anchor names its rule, and a quarter of the table stays free', (t) => {
  t.true(ANCHORS.length <= 48);
  t.deepEqual(
    ANCHORS.map(({ classes }) => classes),
    RULES.flatMap(({ anchors }) => anchors),
  );
  for (const { rule, classes } of ANCHORS) t.true(RULES[rule]?.anchors.includes(classes));
});
