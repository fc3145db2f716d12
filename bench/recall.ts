/**
 * What the whole of detection finds of what rules say they find: every hit of every rule at the beginning of a body, amid
 * it, cut into small pieces and at its end, in the encodings that agents' traffic has; through the inspection that
 * the relay shows its traffic to, with the engine of a scan thread.
 */
import { gzipSync } from 'node:zlib';
import { newDecoding } from '../src/detect/content/decoding.ts';
import { RULES } from '../src/detect/rules/index.ts';
import type { RuleFile } from '../src/detect/rules/rule-file.ts';
import { ruleSetOf } from '../src/detect/rules/rule-set.ts';
import { spotterFor } from '../src/detect/spotter-for.ts';
import { newCounters } from '../src/model/counters.ts';
import type { ThreatType } from '../src/model/finding.ts';
import type { BodyDescription } from '../src/model/ports.ts';
import { Inspection } from '../src/service/inspection.ts';
import { scanEngine } from './scan-engine.ts';

const FLOW = { protocol: 'https', source: '127.0.0.1', dest: 'api.example.test:443' } as const;
const WINDOW_BYTES = 65_536;
const PIECE_BYTES = 61;
const LINE_CHARACTERS = 76;

/** Ordinary prose, in which nothing is found. */
const PROSE =
  'The function walks over the list and gives back what is left of it; a caller that wants to know more has to look at\n' +
  'the second value. Nothing is written before the last row was seen, so a run that stops early leaves no trace of it.\n';

interface Encoding {
  readonly body: Partial<BodyDescription>;
  readonly write: (text: string) => Uint8Array;
}

const inJson = (text: string): string => JSON.stringify({ id: 7, content: text });
const json = { contentType: 'application/json' };

const ENCODINGS: Readonly<Record<string, Encoding>> = {
  clear: { body: { contentType: 'text/plain' }, write: (text) => Buffer.from(text) },
  JSON: { body: json, write: (text) => Buffer.from(inJson(text)) },
  'JSON in JSON': { body: json, write: (text) => Buffer.from(inJson(inJson(text))) },
  'JSON by PHP': { body: json, write: (text) => Buffer.from(inPhp(text)) },
  'PHP in JSON': { body: json, write: (text) => Buffer.from(inJson(inPhp(text))) },
  'JSON by .NET': { body: json, write: (text) => Buffer.from(inDotNet(text)) },
  '.NET in JSON': { body: json, write: (text) => Buffer.from(inJson(inDotNet(text))) },
  'JSON by Gson': { body: json, write: (text) => Buffer.from(inGson(text)) },
  percent: {
    body: { contentType: 'application/x-www-form-urlencoded' },
    write: (text) => Buffer.from(`id=7&content=${encodeURIComponent(text)}`),
  },
  base64: { body: json, write: (text) => Buffer.from(inJson(Buffer.from(text).toString('base64'))) },
  hex: { body: json, write: (text) => Buffer.from(inJson(Buffer.from(text).toString('hex'))) },
  HTML: { body: { contentType: 'text/html' }, write: (text) => Buffer.from(`<p>${entities(text)}</p>`) },
  'quoted-printable': { body: { contentType: 'text/plain' }, write: (text) => Buffer.from(quotedPrintable(text)) },
  'UTF-16': {
    body: { contentType: 'text/plain; charset=utf-16' },
    write: (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  },
  gzip: { body: { contentType: 'text/plain', contentEncoding: 'gzip' }, write: (text) => gzipSync(text) },
};

const BEYOND_ASCII = /[^\0-\x7f]/g;

const inPhp = (text: string): string => numbered(inJson(text), BEYOND_ASCII).replaceAll('/', '\\/');

function inDotNet(text: string): string {
  const content = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return `{"id":7,"content":"${numbered(content, /[^\0-\x7f]|["&'+<>`]/g)}"}`;
}

const inGson = (text: string): string =>
  inJson(text).replaceAll(/[&'<=>]/g, (unit) => String.raw`\u00` + hex(unit.charCodeAt(0)).toLowerCase());

/** JSON in which some characters are escaped by number. */
function numbered(text: string, escaped: RegExp): string {
  return text.replaceAll(
    escaped,
    (unit) => String.raw`\u` + unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0'),
  );
}

/** What serialisers escape: what means something in HTML, and what is beyond ASCII. */
function entities(text: string): string {
  return text.replace(/[&<>"']|[^\0-\x7f]/gu, (character) => `&#${character.codePointAt(0)};`);
}

function quotedPrintable(text: string): string {
  const lines = text.split('\n').map((line) => {
    const written = Array.from(Buffer.from(line), (byte) =>
      byte >= 0x20 && byte < 0x7f && byte !== 0x3d ? String.fromCharCode(byte) : `=${hex(byte)}`,
    );
    let length = 0;
    return written
      .map((one) => {
        length += one.length;
        if (length < LINE_CHARACTERS) return one;
        length = one.length;
        return `=\r\n${one}`;
      })
      .join('');
  });
  return lines.join('\r\n');
}

const hex = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0');

interface Position {
  readonly text: (hit: string, prose: string) => string;
  /** In which pieces it comes; all of it at once without it. */
  readonly pieceBytes?: number;
}

const amid = (hit: string, prose: string): string => `${prose}\n${hit}\n${prose}`;
const POSITIONS: Readonly<Record<string, Position>> = {
  start: { text: (hit, prose) => `${hit}\n${prose}` },
  middle: { text: amid },
  'in pieces': { text: amid, pieceBytes: PIECE_BYTES },
  end: { text: (hit, prose) => `${prose}\n${hit}` },
};

/** What was found of one rule, written in one way. */
export interface Recall {
  readonly rule: string;
  readonly encoding: string;
  readonly position: string;
  readonly hit: string;
  readonly isFound: boolean;
}

/** Tries the hits of the rules of the table and of `files`. */
export async function recallOf(files: readonly RuleFile[]): Promise<Recall[]> {
  const engine = scanEngine(files);
  const found = new Set<string>();
  const inspection = new Inspection({
    spotter: spotterFor(ruleSetOf(files)),
    windowBytes: WINDOW_BYTES,
    decoding: newDecoding(),
    pool: { scan: async (window) => engine(window) },
    maskSecrets: true,
    counters: newCounters(),
    report: ({ finding }) => found.add(finding.rule),
    now: Date.now,
  });
  const isFound = async (
    id: string,
    type: ThreatType,
    bytes: Uint8Array,
    body: Partial<BodyDescription>,
    size: number,
  ) => {
    found.clear();
    const isOutbound = type === 'EXFIL';
    const text = inspection.open(
      FLOW,
      isOutbound ? 'outbound' : 'inbound',
      isOutbound ? 'request.body' : 'response.body',
      {
        contentType: '',
        contentEncoding: '',
        grpcEncoding: '',
        ...body,
      },
    );
    for (let at = 0; at < bytes.length; at += size) text.write(bytes.subarray(at, at + size));
    text.end();
    await inspection.drain();
    return found.has(id);
  };
  const recalls: Recall[] = [];
  let turn = 0;
  for (const { id, type, hits } of [...RULES, ...files]) {
    for (const hit of hits) {
      for (const [position, { text, pieceBytes }] of Object.entries(POSITIONS)) {
        // Of another length each time, so that base64 begins at each of its bits.
        const whole = text(hit, `${'-'.repeat(turn++ % 11)} ${PROSE.repeat(4)}`);
        for (const [encoding, { write, body }] of Object.entries(ENCODINGS)) {
          const bytes = write(whole);
          const wasFound = await isFound(id, type, bytes, body, pieceBytes ?? bytes.length);
          recalls.push({ rule: id, encoding, position, hit, isFound: wasFound });
        }
      }
    }
  }
  return recalls;
}

/** The table of what was found, by encoding and position, and every rule that misses something, as lines. */
export function* recallTable(recalls: readonly Recall[]): Generator<string> {
  const positions = Object.keys(POSITIONS);
  const share = (some: readonly Recall[]): string => {
    const count = some.filter(({ isFound }) => isFound).length;
    return `${((100 * count) / Math.max(1, some.length)).toFixed(2)} %`.padStart(12);
  };
  const rules = new Set(recalls.map(({ rule }) => rule)).size;
  yield `${recalls.length} texts of ${rules} rules`;
  yield `${'found'.padEnd(20)}${[...positions, 'all'].map((name) => name.padStart(12)).join('')}`;
  for (const encoding of [...Object.keys(ENCODINGS), 'all']) {
    const own = recalls.filter((one) => encoding === 'all' || one.encoding === encoding);
    const cells = positions.map((position) => share(own.filter((one) => one.position === position)));
    yield `${encoding.padEnd(20)}${cells.join('')}${share(own)}`;
  }
  const missed = new Map<string, Recall[]>();
  for (const one of recalls.filter(({ isFound }) => !isFound)) {
    const key = `${one.rule} ${JSON.stringify(one.hit.length > 90 ? `${one.hit.slice(0, 90)}…` : one.hit)}`;
    missed.set(key, [...(missed.get(key) ?? []), one]);
  }
  yield `\n${missed.size} hits missed somewhere`;
  for (const [key, some] of missed) {
    const where = Object.keys(ENCODINGS).flatMap((encoding) => {
      const own = some.filter((one) => one.encoding === encoding).map(({ position }) => position);
      return own.length === 0 ? [] : [own.length === positions.length ? encoding : `${encoding} (${own.join(', ')})`];
    });
    yield `  ${key}: ${where.join('; ')}`;
  }
}
