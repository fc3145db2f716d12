/** A string, what opens, closes or parts lists and objects, the end of a line, or a word. */
const PIECE = /"(?:[^"\\]|\\.)*"|[[\]{},\n]|[^\s"[\]{},]+/g;

/** The lines (from 1) on which the items of a JSON list begin; of any other JSON the one on which it begins. */
export function itemLines(json: string): readonly number[] {
  const isList = json.trimStart().startsWith('[');
  const lines: number[] = [];
  let line = 1;
  let depth = isList ? -1 : 0;
  let isDue = true;
  for (const [piece] of json.matchAll(PIECE)) {
    if (piece === '\n') line += 1;
    else if (piece === ']' || piece === '}') depth -= 1;
    else if (piece === ',') isDue ||= depth === 0;
    else {
      if (isDue && depth === 0) {
        lines.push(line);
        isDue = false;
      }
      if (piece === '[' || piece === '{') depth += 1;
    }
  }
  return lines;
}
