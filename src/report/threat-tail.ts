import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { errnoOf } from '../model/errno.ts';
import type { Threat } from '../model/threat.ts';

const BLOCK_BYTES = 64 * 1024;
/** A longer line is no line of ours (they stay under 2 KB) and is passed over without being kept in memory. */
const MAX_LINE_BYTES = 256 * 1024;
const NEWLINE = 0x0a;

/** The last `limit` threats of a threat log, most recent first, as `threatsBackwards` reads them. */
export function readLastThreats(path: string, limit: number): Threat[] {
  const threats: Threat[] = [];
  if (limit <= 0) return threats;
  for (const threat of threatsBackwards(path)) {
    threats.push(threat);
    // Before the next line is asked for: looking for it may mean reading a long way back.
    if (threats.length >= limit) break;
  }
  return threats;
}

/**
 * The threats of a threat log, most recent first. Reads backwards from the end, and no further than it is asked for, so
 * the size of the file does not matter; broken lines are passed over; an absent file has no threats. Throws the
 * system's error when the file can't be read.
 */
export function* threatsBackwards(path: string): Generator<Threat> {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return;
    throw error;
  }
  try {
    for (const line of linesBackwards(fd)) {
      const threat = parseThreat(line);
      if (threat !== undefined) yield threat;
    }
  } finally {
    closeSync(fd);
  }
}

/** The lines of a file, last one first; empty and overlong lines are left out. */
function* linesBackwards(fd: number): Generator<Buffer> {
  let at = fstatSync(fd).size;
  // What is known of the line that reaches into the next (earlier) block, in file order.
  let rest: Buffer[] = [];
  let restBytes = 0;
  while (at > 0) {
    const wanted = Math.min(BLOCK_BYTES, at);
    const block = Buffer.allocUnsafe(wanted);
    const got = readSync(fd, block, 0, wanted, at - wanted);
    if (got < wanted) return;
    at -= wanted;
    let end = wanted;
    for (let cut = block.lastIndexOf(NEWLINE); cut !== -1; cut = cut === 0 ? -1 : block.lastIndexOf(NEWLINE, cut - 1)) {
      const piece = block.subarray(cut + 1, end);
      if (piece.length + restBytes > 0 && piece.length + restBytes <= MAX_LINE_BYTES) {
        yield restBytes === 0 ? piece : Buffer.concat([piece, ...rest]);
      }
      rest = [];
      restBytes = 0;
      end = cut;
    }
    restBytes += end;
    rest = restBytes > MAX_LINE_BYTES ? [] : [block.subarray(0, end), ...rest];
  }
  if (restBytes > 0 && restBytes <= MAX_LINE_BYTES) yield Buffer.concat(rest);
}

const TEXT_FIELDS = [
  'direction',
  'protocol',
  'threat_type',
  'pattern',
  'snippet',
  'source',
  'dest',
  'timestamp',
] as const satisfies readonly (keyof Threat)[];

/** Those that a line may lack. */
const MORE_TEXT_FIELDS = [
  'id',
  'severity',
  'location',
  'fingerprint',
  'prefix',
  'decoded',
  'field',
  'method',
  'path',
] as const satisfies readonly (keyof Threat)[];

function parseThreat(line: Buffer): Threat | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line.toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Record<string, unknown>;
  const isWhole =
    TEXT_FIELDS.every((field) => typeof fields[field] === 'string') &&
    MORE_TEXT_FIELDS.every((field) => fields[field] === undefined || typeof fields[field] === 'string');
  return isWhole ? (value as Threat) : undefined;
}
