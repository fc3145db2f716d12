import type { Span } from './spans.ts';

/**
 * The fixed, published beginnings of keys and tokens: what may be shown to recognise one by. Longer ones first.
 * From the issuers' own documentation: Anthropic, OpenAI, AWS, GitHub, GitLab, Slack, Google, Stripe, npm, PyPI,
 * Hugging Face, DigitalOcean, SendGrid, Shopify, Docker, Groq, Replicate, xAI, Perplexity, Fireworks, Together,
 * Linear, Notion, Tailscale, age, RFC 7519, RFC 4253.
 */
const PREFIX = [
  'sk-ant-(?:[a-z]{2,8}\\d{2}-)?',
  'sk-(?:proj|svcacct|admin|live|test|gpt|pro|or-v1|None)-',
  '[srp]k_(?:live|test)_',
  'whsec_',
  '(?:AKIA|ASIA)(?=[A-Z0-9]{8})',
  'github_pat_',
  'gh[pousr]_',
  'xox[abeoprs]-',
  'xapp-\\d-',
  'AIza(?=[\\w-]{16})',
  'ya29\\.',
  'GOCSPX-',
  'gl(?:pat|dt|rt|cbt|ptt|oas)-',
  'npm_(?!config_|package_|lifecycle_)',
  'pypi-',
  'hf_(?!transfer|hub)',
  'do[opr]_v1_',
  'SG\\.(?=[\\w-]{16})',
  'shp(?:at|ca|pa|ss)_',
  'dckr_pat_',
  'gsk_',
  'r8_',
  'xai-',
  'pplx-',
  'fw_(?=[A-Za-z0-9]{20})',
  'tgp_v1_',
  'lin_(?:api|oauth)_',
  'ntn_(?=[A-Za-z0-9]{20})',
  'secret_(?=[A-Za-z0-9]{40})',
  'tskey-[a-z]{2,12}-',
  'AGE-SECRET-KEY-1',
  'eyJ(?=[\\w-]{8})',
  '(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-nistp\\d{3}) {1,8}AAAA',
  'sk-(?<=(?:^|[^A-Za-z0-9]|\\\\[nrt])sk-)',
].join('|');

/** A header that says what follows; itself no secret. */
const PEM_BEGIN = '-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----';

const KEPT = new RegExp(`${PEM_BEGIN}|${PREFIX}`, 'y');
/** Shorter rests are words that happen to begin alike; a cut key of that length has nothing left to hide. */
const KEY = new RegExp(`(${PREFIX})[\\w~+/=.-]{8}`, 'g');
const SCHEME = /\b(bearer|basic)[ +]{1,4}(?=([\w~+/=.-]{6,}))/gi;
const USER_INFO = /:\/\/([^\s"'`<>\\@/?#]{1,128})/g;
const MAX_USER_INFO = 256;

const IS_RUN = new Uint8Array(256);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/=')
  IS_RUN[char.charCodeAt(0)] = 1;
const DOT = 0x2e;
const TILDE = 0x7e;

/** How many characters at `at` are a key's published beginning (or a PEM header): safe to show. Zero when none. */
export function keptLength(text: string, at: number): number {
  KEPT.lastIndex = at;
  return KEPT.test(text) ? KEPT.lastIndex - at : 0;
}

/** Where the characters end that keys and tokens are made of. */
export function tokenEnd(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (IS_RUN[code] !== 1 && code !== DOT && code !== TILDE) break;
  }
  return at;
}

/** Keys with a published beginning, JWTs and SSH public keys, without that beginning. */
export function keySpans(text: string): Span[] {
  const spans: Span[] = [];
  KEY.lastIndex = 0;
  for (let found = KEY.exec(text); found !== null; found = KEY.exec(text)) {
    const from = found.index + (found[1]?.length ?? 0);
    const to = tokenEnd(text, from);
    spans.push({ from, to });
    KEY.lastIndex = to;
  }
  return spans;
}

/** What follows `Bearer` or `Basic`, when it is no word of a sentence. */
export function schemeSpans(text: string): Span[] {
  const spans: Span[] = [];
  for (const found of text.matchAll(SCHEME)) {
    const token = found[2] ?? '';
    if (token.length < 24 && !/[\d=+~]|[a-z][A-Z]/.test(token)) continue;
    const from = found.index + found[0].length;
    spans.push({ from: from + keptLength(text, from), to: from + token.length });
  }
  return spans;
}

/** Passwords (and tokens in the user's place) of URLs: `https://user:password@host`. */
export function userInfoSpans(text: string): Span[] {
  const spans: Span[] = [];
  for (const found of text.matchAll(USER_INFO)) {
    const from = found.index + 3;
    const authority = found[1] ?? '';
    const colon = authority.indexOf(':');
    const rest = text.slice(from, from + MAX_USER_INFO);
    const end = rest.search(/[\s"'`<>\\]/);
    const url = end === -1 ? rest : rest.slice(0, end);
    const isCut = end === -1 && from + url.length >= text.length;
    const at = url.lastIndexOf('@');
    const isPort = colon === -1 || /^:\d{0,5}$/.test(authority.slice(colon));
    if (at === -1) {
      if (isCut && !isPort) spans.push({ from: from + colon + 1, to: text.length });
    } else if (colon !== -1 && colon < at && (!isPort || at === authority.length)) {
      spans.push({ from: from + colon + 1, to: from + at });
    } else if (colon === -1 && at === authority.length && at >= 16) {
      spans.push({ from: from + keptLength(text, from), to: from + at });
    }
  }
  return spans;
}

/** A run of this length is a key when it mixes as only random text does. */
const MIN_RUN = 32;
/** From this length on it is a line of a longer text, and what continues it on the next line goes with it. */
const FULL_LINE = 48;
const NEXT_LINE = /(?:\r?\n|(?:\\{1,32}r)?\\{1,32}n|%0A)[ \t"'+]{0,24}[A-Za-z0-9+/=]+(?=[\r\n"'\\]|$)/y;
/** The name of a key, which stands in its run: `t=`. Letters alone, for base64 may be split by `=`, too. */
const NAME_BEFORE = /^[A-Za-z][A-Za-z_-]{0,15}=(?=[^=])/;
const MAX_NAME = 18;
const MIXED = /^(?=[A-Za-z]*\d)(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z])/;

function looksRandom(run: string): boolean {
  if (/^[0-9a-f]*$/i.test(run)) return /\d/.test(run);
  return run.split(/[^A-Za-z0-9]/).some((word) => word.length >= 16 && MIXED.test(word));
}

/**
 * Long runs of random characters, without a published beginning, and the base64 lines that go on from one: keys whose
 * name was cut away.
 */
export function randomSpans(text: string): Span[] {
  const spans: Span[] = [];
  let at = 0;
  while (at < text.length) {
    if (IS_RUN[text.charCodeAt(at)] !== 1) {
      at += 1;
      continue;
    }
    const from = at;
    while (at < text.length && IS_RUN[text.charCodeAt(at)] === 1) at += 1;
    if (at - from < MIN_RUN) continue;
    const start = from + escapeLength(text, from);
    const named = start + (NAME_BEFORE.exec(text.slice(start, start + MAX_NAME))?.[0].length ?? 0);
    if (!looksRandom(text.slice(from, at)) && !looksRandom(text.slice(named, at))) continue;
    if (at - from >= FULL_LINE) {
      NEXT_LINE.lastIndex = at;
      while (NEXT_LINE.test(text)) {
        at = NEXT_LINE.lastIndex;
      }
    }
    spans.push({ from: named + keptLength(text, named), to: at });
  }
  return spans;
}

/** How much of the run at `at` belongs to an escape in front of it: `%22`, `\n`. */
function escapeLength(text: string, at: number): number {
  const before = text[at - 1];
  return before === '%' ? 2 : before === '\\' ? 1 : 0;
}
