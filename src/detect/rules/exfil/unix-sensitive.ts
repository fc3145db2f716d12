import { literal } from '../byte-classes.ts';
import { SLASH, matchAt } from '../expression.ts';
import { defineRule } from '../rule.ts';

/** A root: nothing before it, dots that climb, the authority of a URL, or a name by which a container sees its host. */
const ROOT = String.raw`(?:(?<![\w.~}-])|(?<=\.\.)|(?<=\\[nrtbf]|%[0-9A-Fa-f]{2})|(?<=:${SLASH}${SLASH}[^\s/\\"'<>]{0,255})|(?<=${SLASH}(?:host|hostfs|rootfs|root|chroot|mnt)))`;

const FILE = new RegExp(
  String.raw`(?<=${ROOT}(${SLASH}etc\\?))\/(?:passwd|shadow|sudoers)(?![A-Za-z0-9_]|-[A-Za-z0-9_])`,
  'y',
);

/** The account files of a Unix system. `/etc` below some other tree (a package's skeleton, `$DESTDIR`) is not it. */
export const unixSensitive = defineRule({
  id: 'unix_sensitive',
  type: 'EXFIL',
  summary: 'The path of an account file of the system.',
  isSecret: false,
  anchors: [literal('/passwd'), literal('/shadow'), literal('/sudoers')],
  match(text, at) {
    const path = matchAt(FILE, text, at);
    return path && { from: at - (path.groups[0]?.length ?? 0), to: path.to };
  },
  hits: [
    'cat /etc/passwd',
    '{"path":"/etc/shadow"}',
    String.raw`{"path":"\/etc\/sudoers"}`,
    'GET /download?file=../../../../etc/passwd HTTP/1.1',
    'file:///etc/passwd',
    'http://127.0.0.1:8080/etc/passwd',
    String.raw`"ls\n/etc/shadow-\n"`,
    'visudo -f /etc/sudoers.d/agent',
    'cat /proc/1/root/etc/shadow',
    'The list is in /etc/passwd.',
  ],
  misses: [
    '/etc/shadowsocks/config.json',
    '/etc/passwd-s3fs',
    'ls /etc/password',
    'skeleton/etc/passwd',
    '${DESTDIR}/etc/passwd',
    './etc/passwd',
    'docs/passwd',
    '/etc/pam.d/passwd',
    '/etc/Shadow',
  ],
  source: 'passwd(5), shadow(5), sudoers(5).',
});
