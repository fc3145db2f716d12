import type { Part } from '../../model/flow.ts';
import { unescapeJson } from './json.ts';
import { decodePercent, type PlusRange } from './percent.ts';
import type { Unfolded } from './unfolded.ts';

/** Texts one window is unfolded into at most: JSON in a form in JSON is read, what is wrapped deeper is not. */
const MAX_LAYERS = 3;

const NOWHERE: PlusRange = { from: 0, to: 0 };

/**
 * What stands in a text once its URL encoding and its JSON escapes are undone, one after the other, each as a text of
 * its own with offsets into the first. At most three; work and memory are a small multiple of the text.
 * `isStart`: the text begins the part, so that a request line can be told from a header field.
 */
export function unfold(text: Uint8Array, part: Part, isStart: boolean): readonly Unfolded[] {
  const layers: Unfolded[] = [];
  const decoders = [
    (bytes: Uint8Array) => decodePercent(bytes, layers.length === 0 ? plusRange(bytes, part, isStart) : NOWHERE),
    unescapeJson,
  ];
  let bytes = text;
  let fruitless = 0;
  for (let turn = 0; layers.length < MAX_LAYERS && fruitless < decoders.length; turn++) {
    const layer = decoders[turn % decoders.length]?.(bytes);
    if (layer === undefined) {
      fruitless += 1;
      continue;
    }
    fruitless = 0;
    bytes = layer.bytes;
    const outer = layers.at(-1);
    layers.push(outer === undefined ? layer : { bytes, originOf: (offset) => outer.originOf(layer.originOf(offset)) });
  }
  return layers;
}

const LINE_FEED = 0x0a;
const QUESTION_MARK = 0x3f;
const SPACE = 0x20;

/** Where `+` is a blank: in the query of a request line, and in a body that is a form. */
function plusRange(text: Uint8Array, part: Part, isStart: boolean): PlusRange {
  if (part === 'request.head') {
    if (!isStart) return NOWHERE;
    const line = text.subarray(0, text.indexOf(LINE_FEED) + 1);
    const from = line.indexOf(QUESTION_MARK);
    return from === -1 ? NOWHERE : { from, to: line.indexOf(SPACE, from) };
  }
  if (part === 'request.body' && isForm(text)) return { from: 0, to: text.length };
  return NOWHERE;
}

/** Bytes a form encodes (WHATWG URL, application/x-www-form-urlencoded serializing) and other texts are full of. */
const NOT_IN_FORMS = new Set(Array.from(' "<>{}\\\n', (character) => character.charCodeAt(0)));

function isForm(text: Uint8Array): boolean {
  return !text.some((byte) => NOT_IN_FORMS.has(byte));
}
