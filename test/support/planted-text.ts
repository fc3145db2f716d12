import * as fc from 'fast-check';

const FILLERS = ['x', ' the model returns {"type":"text","n":12} ', '%', '\\', '\\n', '%2', '\\u00', 'sk-', 'éü', '+'];

/** A text of filler, some of it long, with some of `plants` in it. At most about 30 KB, one byte a character. */
export function plantedText(plants: readonly string[]): fc.Arbitrary<string> {
  const filler = fc
    .tuple(
      fc.constantFrom(...FILLERS),
      fc.oneof(fc.nat(40), fc.integer({ min: 3900, max: 4300 }), fc.integer({ min: 16_300, max: 16_500 })),
    )
    .map(([piece, length]) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length));
  const piece = fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...plants) }, { weight: 1, arbitrary: filler });
  return fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(' '));
}
