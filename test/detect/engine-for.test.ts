import test from 'ava';
import { engineFor, type EngineSettings } from '../../src/detect/engine-for.ts';
import { ruleFile } from '../support/rule-files.ts';

function found(text: string, changes: Partial<EngineSettings> = {}): readonly string[] {
  const settings = {
    rules: [ruleFile()],
    maskSecrets: true,
    maxFindings: 9,
    fingerprintKey: '',
    honoursAllowComments: false,
    ...changes,
  };
  const bytes = new Uint8Array(Buffer.from(text, 'latin1'));
  const { findings } = engineFor(settings)({ bytes, base: 0, ownFrom: 0, ownTo: bytes.length, part: 'request.body' });
  return findings.map(({ rule }) => rule);
}

test('looks for built-in rules and those of files', (t) => {
  t.deepEqual(found('acme_7h2k9d4m1x8q5w3z and /etc/passwd'), ['acme_token', 'unix_sensitive']);
  t.deepEqual(found('acme_7h2k9d4m1x8q5w3z and /etc/passwd', { rules: [] }), ['unix_sensitive']);
});

test('a comment for gitleaks hides a secret only where it is honoured, and a command never', (t) => {
  const text = 'acme_7h2k9d4m1x8q5w3z /etc/passwd # gitleaks:allow';
  t.deepEqual(found(text), ['acme_token', 'unix_sensitive']);
  t.deepEqual(found(text, { honoursAllowComments: true }), ['unix_sensitive']);
  t.deepEqual(found('acme_7h2k9d4m1x8q5w3z\n# gitleaks:allow', { honoursAllowComments: true }), ['acme_token']);
});
