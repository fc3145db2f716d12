import { unescapeJson } from '../unfold/json.ts';
import { type EmbeddedText, embedded } from './embedded-text.ts';
import { JsonCursor, type JsonToken } from './json-cursor.ts';
import { ELLIPSIS, MAX_LOOKED_AT_BYTES, cutInTheMiddle, shownName } from './shown-name.ts';

/** A path's ceiling, in UTF-16 units. */
export const MAX_PATH = 200;

/** So many levels of objects and arrays are named, all nested texts together; what lies deeper is an ellipsis. */
const MAX_LEVELS = 32;

/** JSON in a string of JSON in a string … is followed so deep. */
const MAX_TEXTS = 4;

/** What is read of a nested text behind the offset: enough for the rest of a key. */
const READ_ON_BYTES = 1024;

/** Between the path of a string and the path in the JSON text that the string holds. */
export const INTO = ' → ';

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
/** Blanks and quotes, in any layer of escapes, in front of an object or an array. */
const BEGINS_JSON = /^(?:\s|\\+[nrt"])*(?:\\+u00(?:5b|7b)|[[{])/i;
const MAX_LEAD_BYTES = 64;

/** What is looked at of a name with its escapes, of which the longest stand for one byte: `\u0041`. */
const MAX_ESCAPED_BYTES = 6 * (MAX_LOOKED_AT_BYTES + 1);

/** The index of an element, or the name of a property as it may be shown. */
export type Step = string | number;

/** Where in a JSON text an offset lies. */
export interface JsonPlace {
  /** The way from the outermost value, then from that of each JSON text nested in a string on the way. */
  readonly texts: readonly (readonly Step[])[];
  /** The same as `shownPath` writes it: `messages[3].content`; '' for the outermost value itself. */
  readonly path: string;
}

/**
 * Where in `text` the byte at `offset` lies: in which value, or in which property if it stands in a key. Blanks and
 * punctuation belong to what follows. The text may hold several JSON values one after the other, of which the path
 * names the inside of one, and may be cut off at its end. Strings that hold JSON themselves are followed into.
 *
 * Returns nothing when the offset is outside of the text or the text is no JSON up to there. Never throws. One pass
 * up to the offset for each nested text, of which there are at most four.
 */
export function placeInJson(text: Uint8Array, offset: number): JsonPlace | undefined {
  const texts: Step[][] = [];
  let levelsLeft = MAX_LEVELS;
  let inner: EmbeddedText | undefined = { bytes: text, offset };
  while (inner !== undefined && texts.length < MAX_TEXTS) {
    const cursor = new JsonCursor(inner.bytes);
    const token = seek(cursor, inner.offset);
    if (token === undefined) break;
    const steps = stepsOf(cursor, token, levelsLeft);
    texts.push(steps);
    levelsLeft = Math.max(0, levelsLeft - steps.length);
    inner = token === 'string' ? nestedJson(inner, cursor) : undefined;
  }
  return texts.length === 0 ? undefined : { texts, path: shownPath(texts) };
}

/** A place as one line of at most `MAX_PATH` characters: `a.b[0]["x-y"]`, then ` → ` and the same for each nested text. */
export function shownPath(texts: JsonPlace['texts']): string {
  const paths = texts.map(pathOf).filter((path) => path !== '');
  return cutInTheMiddle(paths.join(INTO), MAX_PATH);
}

function pathOf(steps: readonly Step[]): string {
  let path = '';
  for (const step of steps) {
    if (typeof step === 'number') path += `[${step}]`;
    else if (step === ELLIPSIS || IDENTIFIER.test(step)) path += path === '' ? step : `.${step}`;
    else path += `[${JSON.stringify(step)}]`;
  }
  return path;
}

/** Reads on to the token at or behind `offset`. */
function seek(cursor: JsonCursor, offset: number): JsonToken | undefined {
  if (!(offset >= 0)) return undefined;
  let token = cursor.next();
  while (cursor.to <= offset && token !== 'end' && token !== 'broken') token = cursor.next();
  return token === 'broken' || (token === 'end' && (cursor.depth === 0 || offset >= cursor.to)) ? undefined : token;
}

function stepsOf(cursor: JsonCursor, token: JsonToken, maxLevels: number): Step[] {
  const levels = token === 'open' || token === 'end' ? cursor.depth - 1 : cursor.depth;
  const steps: Step[] = [];
  for (let level = 0; level < Math.min(levels, maxLevels); level += 1) {
    steps.push(cursor.indexAt(level) ?? shownString(cursor.keyAt(level)));
  }
  if (levels > maxLevels) steps.push(ELLIPSIS);
  return steps;
}

/** The content of a JSON string as it may be shown. */
export function shownString(content: Uint8Array, maxLength?: number): string {
  const start = content.subarray(0, MAX_ESCAPED_BYTES);
  return shownName(unescapeJson(start)?.bytes ?? start, maxLength);
}

/** The JSON text in the string in which the offset lies, if it is one. */
function nestedJson({ bytes, offset }: EmbeddedText, cursor: JsonCursor): EmbeddedText | undefined {
  const from = cursor.from + 1;
  if (offset < from) return undefined;
  const lead = String.fromCharCode(...bytes.subarray(from, Math.min(cursor.to, from + MAX_LEAD_BYTES)));
  if (!BEGINS_JSON.test(lead)) return undefined;
  const content = bytes.subarray(from, Math.min(cursor.contentTo, offset + READ_ON_BYTES));
  return embedded(content, offset - from, unescapeJson(content));
}
