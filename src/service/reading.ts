import type { Decoding } from '../detect/content/decoding.ts';
import type { RpcMemory, RpcParties } from '../detect/fields/rpc-memory.ts';
import { fieldOf } from '../detect/fields/field-of.ts';
import type { Finding } from '../model/finding.ts';
import type { Direction, Flow, Part } from '../model/flow.ts';
import type { SkipReason } from '../model/skip.ts';
import type { TextStream } from '../model/ports.ts';
import type { Placing } from './inspected-text.ts';
import type { KeptText } from './kept-text.ts';

/** Whose text is read, and as what. */
export interface Subject {
  readonly flow: Flow;
  readonly direction: Direction;
  readonly part: Part;
}

/** What the reading of bodies and messages needs from the inspection. */
export interface Reading {
  /** A text to be scanned; `placing` says where in the whole its findings stand. */
  openText(subject: Subject, placing: Placing): TextStream;
  /** Counts something that passes unread. */
  skip(reason: SkipReason): void;
  readonly decoding: Decoding;
  readonly memory: RpcMemory;
}

/** Whose JSON-RPC it is: on one connection or stream, answers are told from those of others. */
export function partiesOf(flow: Flow): RpcParties {
  return { scope: flow.connection ?? flow, dest: flow.dest };
}

/** A longer message asks or answers nothing that other messages are to be understood by. */
const MAX_NOTED_BYTES = 16 * 1024;

/** Remembers what a JSON message asks for, so that its answer can be named. */
export function noteMessage({ memory }: Reading, { flow, direction }: Subject, kept: KeptText | undefined): void {
  const message = kept?.whole(MAX_NOTED_BYTES);
  if (message !== undefined) memory.note(partiesOf(flow), direction, message);
}

/** Joins decode paths. */
export function joinPath(outer: string, inner: string): string {
  return outer === '' || inner === '' ? outer + inner : `${outer}>${inner}`;
}

/** Places findings in a text that was read by way of `path` and of which `kept` is at hand. */
export function placingIn(
  { memory }: Reading,
  { flow, direction }: Subject,
  path: string,
  contentType: string,
  kept: KeptText | undefined,
): Placing {
  return (finding: Finding) => {
    const piece = kept?.around(finding.offset);
    const field = piece && fieldOf({ ...piece, contentType, ...partiesOf(flow), memory, direction });
    if (path === '' && field === undefined) return finding;
    return { ...finding, path: joinPath(path, finding.path), ...(field !== undefined && { field }) };
  };
}
