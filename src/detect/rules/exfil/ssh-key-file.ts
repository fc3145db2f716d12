import { literal, oneOf } from '../byte-classes.ts';
import { SEPARATOR, matchAt } from '../expression.ts';
import { defineRule } from '../rule.ts';

const KEY_FILE = new RegExp(
  String.raw`(?<=((?<![A-Za-z0-9_.-])\.ssh(?:${SEPARATOR}\.?){0,4}\\?))[/\\](?:id_(?:rsa|ed25519|ecdsa|dsa)(?:[_-][A-Za-z0-9_-]{1,64})?(?!\.pub(?![A-Za-z0-9_]))|authorized_keys2?)(?![A-Za-z0-9_-])`,
  'y',
);

/** Private SSH keys and the list of keys that may log in, by path. */
export const sshKeyFile = defineRule({
  id: 'ssh_key_file',
  type: 'EXFIL',
  severity: 'high',
  summary: 'The path of a private SSH key or of authorized_keys.',
  advice:
    'Find out why an agent names this file; if its content left too, replace the key on every host that trusts it.',
  falseAlarm:
    'Talk about SSH set-up names these files without opening them: look whether the content is there as well.',
  isSecret: false,
  anchors: [
    [...oneOf('/\\'), ...literal('id_'), ...oneOf('red'), ...oneOf('sdc'), ...oneOf('a2d')],
    [...oneOf('/\\'), ...literal('authori')],
  ],
  match(text, at) {
    const path = matchAt(KEY_FILE, text, at);
    return path && { from: at - (path.groups[0]?.length ?? 0), to: path.to };
  },
  hits: [
    'cat ~/.ssh/id_rsa',
    '{"path":"/home/me/.ssh/id_ed25519"}',
    'scp host:.ssh/authorized_keys .',
    String.raw`{"path":"C:\\Users\\me\\.ssh\\id_rsa"}`,
    String.raw`{"path":"\/root\/.ssh\/id_rsa"}`,
    String.raw`{"cmd":"cat .ssh/id_rsa\nls"}`,
    'see ~/.ssh/id_ed25519_work.',
    '$HOME/.ssh/id_rsa.bak',
    '~/.ssh/id_ecdsa',
    '/home/me/.ssh//id_dsa',
    '/home/me/.ssh/./id_ed25519_sk',
    'cat ~/.ssh/id_ecdsa_sk',
  ],
  misses: [
    'cat ~/.ssh/id_rsa.pub',
    '~/.ssh/id_ed25519_work.pub',
    '~/.ssh/id_rsapub',
    '~/.ssh/id_ecdsa.pub',
    '~/.ssh/sub/id_dsa',
    '~/.ssh/known_hosts',
    'my.ssh/id_rsa',
    '/tmp/ssh/id_rsa',
    '~/.ssh/authorized_keys_command.md',
    'GET /oauth/authorize',
  ],
  source: 'ssh(1), sshd(8): FILES.',
});
