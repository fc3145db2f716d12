import { literal, oneOf } from '../byte-classes.ts';
import { SLASH, matchAt } from '../expression.ts';
import { defineRule } from '../rule.ts';

/**
 * A root: nothing before it (nor before its escape), a short option, dots that climb, the authority of a URL, or a name
 * by which a container sees its host. A variable in quotation marks is some other tree as much as one without.
 */
const ROOT = String.raw`(?:(?<![\w.~})-]\\?|\$\{?\w{1,64}\}?\\{0,3}["'])|(?<=(?<![\w.~}-])(?:-[A-Za-z]|${SLASH}\.))|(?<=\.\.)|(?<=\\[nrtbf]|%[0-9A-Fa-f]{2})|(?<=:${SLASH}${SLASH}[^\s/\\"'<>]{0,255})|(?<=${SLASH}(?:host|hostfs|rootfs|root|chroot|mnt|private)))`;

const FILE = new RegExp(
  String.raw`(?<=${ROOT}(${SLASH}etc(?:${SLASH}\.?){0,8}\\?))\/(?:passwd|g?shadow|sudoers|master\.passwd)(?![A-Za-z0-9_]|-[A-Za-z0-9_])`,
  'y',
);

/** The account files of a Unix system. `/etc` below some other tree (a package's skeleton, `$DESTDIR`) is not it. */
export const unixSensitive = defineRule({
  id: 'unix_sensitive',
  type: 'EXFIL',
  severity: 'high',
  summary: 'The path of an account file of the system.',
  advice: 'Find out what read the file. If hashes of passwords left, change those passwords.',
  falseAlarm:
    'Manuals and tutorials name these files as examples; lines of the file itself, with colons, are the true thing.',
  isSecret: false,
  anchors: [literal('/passwd'), [...oneOf('/g'), ...literal('shadow')], literal('/sudoers'), literal('/master.')],
  match(text, at) {
    const from = text[at] === 'g' ? at - 1 : at;
    const path = matchAt(FILE, text, from);
    return path && { from: from - (path.groups[0]?.length ?? 0), to: path.to };
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
    'cat /etc//passwd',
    'cat /./etc/./shadow',
    'docker run -v/etc/passwd:/x alpine',
    'open /private/etc/sudoers',
    'cat /etc/gshadow-',
    'cat /etc/master.passwd',
  ],
  misses: [
    '/etc/shadowsocks/config.json',
    '/etc/passwd-s3fs',
    'ls /etc/password',
    'skeleton/etc/passwd',
    '${DESTDIR}/etc/passwd',
    './etc/passwd',
    String.raw`{"path":"skeleton\/etc\/passwd"}`,
    '"$ROOT"/etc/passwd',
    '$(DESTDIR)/etc/passwd',
    'docs/passwd',
    '/etc/pam.d/passwd',
    '/etc/Shadow',
    '/etc/master.cf',
  ],
  source: 'passwd(5), shadow(5), sudoers(5).',
});
