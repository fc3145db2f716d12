import { literal, oneOf } from '../byte-classes.ts';
import { withoutPunctuation, wordsFrom } from '../command.ts';
import { WORD_START, matchAt } from '../expression.ts';
import { MAX_REACH, defineRule } from '../rule.ts';

const COMMAND = new RegExp(String.raw`${WORD_START}rm(?=[ \t\\])`, 'y');

const SYSTEM =
  'bin|boot|dev|etc|home|lib|lib32|lib64|opt|proc|root|sbin|srv|sys|usr|var|media|mnt|Applications|Library|System|Users';

/** The root, a whole system directory or a whole home, or everything in one of them. */
const TARGET = new RegExp(
  String.raw`^(?:/+(?:\./+){0,8}|/+(?:${SYSTEM})/*|(?:~\w{0,32}|\$HOME|\$\{HOME(?::\?)?\}|/(?:home|Users)/[\w.-]{1,64})/*|(?:\.\./){4,32})(?:(?<=/)(?:\*{1,3}/?|\.\*?))?$`,
);

/**
 * Removal of all there is. A directory inside a system directory (`/var/lib/apt/lists/*`, `/usr/local/go`, `/tmp/x`)
 * is daily work. Operands behind a plain word are prose ("rm -rf is run on / by mistake").
 */
export const destructiveRm = defineRule({
  id: 'destructive_rm',
  type: 'INJECTION',
  severity: 'critical',
  summary: 'The file system, a system directory or a home is removed.',
  advice: 'Do not run it. If it ran, stop the agent and see what is gone.',
  falseAlarm: 'Articles on mistakes quote such lines, and container builds remove whole trees on purpose.',
  isSecret: false,
  anchors: [
    [...literal('rm'), ...oneOf(' \t'), ...literal('-'), ...oneOf('rRfvidI-')],
    [...literal('rm'), ...oneOf(' \t\\', 2), ...oneOf(' \t\\\r\n-')],
  ],
  match(text, at) {
    const command = matchAt(COMMAND, text, at);
    if (command === undefined) return undefined;
    let isRecursive = false;
    let isForced = false;
    for (const { word, to } of wordsFrom(text, command.to, at + MAX_REACH)) {
      if (word.startsWith('-')) {
        isRecursive ||= /^-[A-Za-z]*[rR]|^--recursive$/.test(word);
        isForced ||= /^-[A-Za-z]*f|^--force$/.test(word);
      } else if (TARGET.test(word) || TARGET.test(withoutPunctuation(word))) {
        return isRecursive && isForced ? { from: at, to } : undefined;
      } else if (/^(?:#|[A-Za-z]+$)/.test(word)) return undefined;
    }
    return undefined;
  },
  hits: [
    'rm -rf /',
    'sudo rm -fr --no-preserve-root /',
    'rm -r -f /*',
    'rm --recursive --force /etc/',
    String.raw`{"cmd":"rm -rf /\nexit"}`,
    String.raw`{"cmd":"rm -rf \/"}`,
    String.raw`{"cmd":"rm -rf \"$HOME\""}`,
    'rm -rf ~/*',
    'rm  -Rf  "/"',
    'cd /tmp && rm -rf ./build /usr; ls',
    'It runs `rm -rf /`.',
    'rm -rf / tmp/build',
    'rm -rf /./',
    'rm -rf /mnt/*',
    'rm -rf /home/me/',
    'rm -rf "${HOME:?}"/*',
    'rm -rf ~root',
    'rm -rf /*/',
    'rm -rf ../../../../../*',
  ],
  misses: [
    'rm -rf /tmp/build',
    'rm -rf /var/lib/apt/lists/*',
    'rm -rf /usr/local/go && tar -C /usr/local -xzf go.tar.gz',
    'rm -rf ./dist',
    'rm -r /',
    'rm -f /',
    'confirm -rf /',
    'rm -rf "$DIR"/',
    'rm -rf ~/.cache',
    'rm -rf /home/me/build',
    'never let rm -rf run on / again',
    'rm -rf node_modules && ls /',
    'rm -rf . # /',
    'docker run --rm -v /:/host x',
    'rm -rf ../../dist',
    'rm -rf ~me/build',
  ],
  source: 'rm(1); POSIX.1-2024, rm.',
});
