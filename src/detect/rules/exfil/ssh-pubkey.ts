import { literal, oneOf } from '../byte-classes.ts';
import { BLANKS, WORD_START, matchAt } from '../expression.ts';
import { defineRule } from '../rule.ts';

/** 2048 base64 characters are an RSA key of over 11,000 bits. */
const KEY = new RegExp(
  String.raw`(?<=(${WORD_START}(?:sk-)?))(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp(?:256|384|521))(?:@openssh\.com)?${BLANKS}(?:[A-Za-z0-9+]|\\?\/){40,2048}={0,2}`,
  'y',
);

/** Public SSH keys as authorized_keys and known_hosts hold them; every type of OpenSSH counts beside the table's RSA. */
export const sshPubkey = defineRule({
  id: 'ssh_pubkey',
  type: 'EXFIL',
  severity: 'low',
  summary: 'A public SSH key.',
  advice: 'Nothing to revoke: a public key is public. Ask why it is sent, since it links hosts and persons.',
  falseAlarm: 'Registering a key with a code host sends exactly this.',
  isSecret: true,
  anchors: [[...literal('ssh-'), ...oneOf('red'), ...oneOf('sd'), ...oneOf('as2')], literal('ecdsa-sh')],
  match(text, at) {
    const key = matchAt(KEY, text, at);
    return key && { from: at - (key.groups[0]?.length ?? 0), to: key.to };
  },
  hits: [
    'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7vbqajDhA1Jf2k5XyZ0w== me@host',
    '{"key":"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDKx9Yc0m4uVn6tJ8lP"}',
    String.raw`"key:\nssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDKx9Yc0m4uVn6tJ8lP\n"`,
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0mJ1aPp0bQn9xv1o2Yk3Zs4Wt5',
    'github.com ssh-rsa   AAAAB3NzaC1yc2EAAAADAQABAAABgQCj7ndNxQowgcQnjshcLrqP',
    'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBKt2',
    'sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIAAA',
    'sk-ecdsa-sha2-nistp256@openssh.com AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaA',
    'ssh-dss AAAAB3NzaC1kc3MAAACBAKa1b2c3d4e5f6g7h8i9j0k1l2m3n4',
    String.raw`{"key":"ssh-rsa AAAAB3NzaC1yc2E\/AAADAQABAAABAQDKx9Yc0m4uVn6tJ8lP"}`,
  ],
  misses: [
    'ssh-rsa AAAAB3NzaC1yc2E',
    'HostKeyAlgorithms ssh-rsa,ssh-ed25519',
    'PubkeyAcceptedKeyTypes +ssh-rsa',
    'HostKeyAlgorithms sk-ssh-ed25519@openssh.com,ecdsa-sha2-nistp256',
    'the ssh-rsa signature algorithm is deprecated since OpenSSH 8.8',
    'rsa-sha2-512 AAAAB3NzaC1yc2EAAAADAQABAAABgQC7vbqajDhA1Jf2k5XyZ0w',
    'x-ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7vbqajDhA1Jf2k5XyZ0w',
    'ssh-rsa-cert AAAAB3NzaC1yc2EAAAADAQABAAABgQC7vbqajDhA1Jf2k5XyZ0w',
  ],
  source: 'sshd(8), AUTHORIZED_KEYS FILE FORMAT; RFC 4253 section 6.6.',
});
