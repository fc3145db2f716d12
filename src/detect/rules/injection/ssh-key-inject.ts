import { literal, oneOf } from '../byte-classes.ts';
import { BLANKS, QUOTE, WORD_START, matchAt } from '../expression.ts';
import { defineRule } from '../rule.ts';

const ECHO = new RegExp(
  String.raw`(?<=(${WORD_START}(?:echo|printf)${BLANKS}(?:-[neE]{1,3}${BLANKS}){0,3}(?:${QUOTE}%s(?:\\{1,4}n)?${QUOTE}${BLANKS})?(?:\$?${QUOTE}(?:\s|\\{1,4}[nrt]){0,16})?(?:(?:no|restrict|command|from|permit|environment)[\w-]{0,24}(?:=\\{0,7}"[^"\n]{0,200}")?[, ]){0,6}(?:sk-)?))(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp(?:256|384|521))(?![A-Za-z0-9_-])`,
  'y',
);

/** A public key that is being written somewhere by `echo` or `printf`, also behind line ends that make it a line. */
export const sshKeyInject = defineRule({
  id: 'ssh_key_inject',
  type: 'INJECTION',
  severity: 'critical',
  summary: 'An SSH key is written, to let somebody log in.',
  advice: 'Do not run it. Look through authorized_keys for keys that you do not know.',
  falseAlarm: 'A guide to setting up SSH may print such a line.',
  isSecret: false,
  anchors: [[...literal('ssh-'), ...oneOf('red'), ...oneOf('sd'), ...oneOf('as2')], literal('ecdsa-sh')],
  match(text, at) {
    const echoed = matchAt(ECHO, text, at);
    return echoed && { from: at - (echoed.groups[0]?.length ?? 0), to: echoed.to };
  },
  hits: [
    'echo ssh-rsa AAAAB3NzaC1yc2E >> ~/.ssh/authorized_keys',
    'echo "ssh-rsa AAAAB3NzaC1yc2E me@host" >> /root/.ssh/authorized_keys',
    "echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5' | tee -a keys",
    String.raw`{"cmd":"echo \"ssh-rsa AAAAB3NzaC1yc2E\" >> k"}`,
    String.raw`{"text":"then\necho ssh-rsa AAAA"}`,
    'echo -e "ssh-dss AAAAB3NzaC1kc3M"',
    'echo  -n   ecdsa-sha2-nistp256 AAAAE2VjZHNh',
    String.raw`echo -e "\n\nssh-rsa AAAAB3NzaC1yc2E\n" | redis-cli -x set k`,
    String.raw`printf '\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5\n' >> keys`,
    'sudo sh -c "echo ssh-rsa AAAAB3 >> /root/.ssh/authorized_keys"',
    'echo "sk-ssh-ed25519@openssh.com AAAAGnNrLXNz" >> k',
    'echo sk-ecdsa-sha2-nistp256@openssh.com AAAAInNr >> k',
    String.raw`printf '%s\n' 'ssh-ed25519 AAAAC3NzaC1lZDI1' >> ~/.ssh/authorized_keys`,
    'echo "no-pty,no-X11-forwarding ssh-rsa AAAAB3" >> k',
  ],
  misses: [
    'cat key.pub >> ~/.ssh/authorized_keys',
    'ssh-keygen -t rsa; echo done',
    'echo "the key type is ssh-rsa"',
    'recho ssh-rsa AAAA',
    'echo ssh-rsa2 AAAA',
    'echo ssh-rsa-cert-v01@openssh.com',
    'echo\nssh-rsa AAAAB3NzaC1yc2E',
    'echo $KEY # ssh-rsa',
    'Echo ssh-rsa',
  ],
  source: 'sshd(8), AUTHORIZED_KEYS FILE FORMAT; echo in POSIX.1-2024.',
});
