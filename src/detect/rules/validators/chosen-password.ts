/** A variable, a gap to be filled in, or a name of one. */
const GAP = /[$<>{}[\]%*]|\.\.\.|^(?:[A-Z]+(?:_[A-Z]+)*|[a-z]+[A-Z][A-Za-z]*|[a-z]+(?:[-_.][a-z]+)+)$/;

/** What stands for a password in manuals and tests, alone or put together. */
const WORDS: ReadonlySet<string> = new Set(
  (
    'my the your some a db test super top secret user admin root guest foo bar baz qux pass passwd password passwort pw pwd ' +
    'passphrase postgres postgresql mysql mongo mongodb redis rabbit rabbitmq name login token key change changeme changeit ' +
    'me hunter letmein example sample dummy demo default none null undefined dev local prod word qwerty abc xyz hello world ' +
    'ok mary john alice bob joe p@ss p@ssw0rd pa55w0rd passw0rd s3cr3t s3cret value string host port server service app api ' +
    'client django rails node web docker x y z'
  ).split(' '),
);
const LONGEST_WORD = Math.max(...[...WORDS].map(({ length }) => length));

/** Longest password, in characters, that may be words: a manual's are short. */
const LONGEST_ROW = 64;

/**
 * Whether a password in a URL or a setting looks like one that somebody chose: at least six characters, no variable, no
 * gap to be filled in, and not made of the words that manuals use, with figures behind them or without.
 */
export function isChosenPassword(text: string): boolean {
  if (text.length < 6 || GAP.test(text.replace(/%[0-9A-Fa-f]{2}/g, ''))) return false;
  return text.length > LONGEST_ROW || !isRowOfWords(text.toLowerCase().replace(/[0-9!?@#.]{1,64}$/, ''));
}

/** Whether words stand side by side from the first character to the last. */
function isRowOfWords(text: string): boolean {
  const ends = new Set([0]);
  for (let to = 1; to <= text.length; to++) {
    for (let from = Math.max(0, to - LONGEST_WORD); from < to; from++) {
      if (ends.has(from) && WORDS.has(text.slice(from, to))) ends.add(to);
    }
  }
  return ends.has(text.length);
}
