import type { Decoding } from '../detect/content/decoding.ts';
import type { RpcMemory, RpcParties } from '../detect/fields/rpc-memory.ts';
import { fieldOf, MAX_FIELD } from '../detect/fields/field-of.ts';
import { INTO } from '../detect/fields/json-place.ts';
import { cutInTheMiddle } from '../detect/fields/shown-name.ts';
import type { Finding } from '../model/finding.ts';
import type { Direction, Flow, Part } from '../model/flow.ts';
import type { SkipReason } from '../model/skip.ts';
import type { TextStream } from '../model/ports.ts';
import type { Placing } from './inspected-text.ts';
import type { FileBudget } from './file-budget.ts';
import type { KeptText } from './kept-text.ts';

/** Whose text is read, and as what. */
export interface Subject {
  readonly flow: Flow;
  readonly direction: Direction;
  readonly part: Part;
  /** The text is a file in an archive or a message of several parts. */
  readonly file?: EnclosedFile;
}

/** A file inside a body. */
export interface EnclosedFile {
  /** `upload "logs.zip" → app.log`: as a field names it; it holds nothing like a credential. */
  readonly name: string;
  /** How many archives and messages it is in. */
  readonly depth: number;
  readonly budget: FileBudget;
}

/** A text on its way to be scanned. */
export interface ScannedText extends TextStream {
  readonly hasWindows: boolean;
}

/** What the reading of bodies and messages needs from the inspection. */
export interface Reading {
  /** A text to be scanned; `placing` says where in the whole its findings stand. */
  openText(subject: Subject, placing: Placing): ScannedText;
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
  { flow, direction, file }: Subject,
  path: string,
  contentType: string,
  kept: KeptText | undefined,
): Placing {
  return (finding: Finding) => {
    const piece = kept?.around(finding.offset);
    const inside = piece && fieldOf({ ...piece, contentType, ...partiesOf(flow), memory, direction });
    const field = file === undefined ? inside : nameInside(file.name, inside);
    if (path === '' && field === undefined) return finding;
    return { ...finding, path: joinPath(path, finding.path), ...(field !== undefined && { field }) };
  };
}

/** What stands inside of something named, as one field. */
export function nameInside(outer: string, inner: string | undefined): string {
  return cutInTheMiddle(inner === undefined ? outer : outer + INTO + inner, MAX_FIELD);
}
