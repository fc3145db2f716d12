import * as fc from 'fast-check';

/** Sources of small expressions over `a`, `b`, `C` and `1`. */
export const patternSource: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('a', 'b', 'C', '1', '[ab]', '[^a]', '.', 'ab', 'abC'),
    fc.tuple(tie('node'), tie('node')).map(([one, other]) => one + other),
    fc.tuple(tie('node'), tie('node')).map(([one, other]) => `(?:${one}|${other})`),
    tie('node').map((one) => `(${one})`),
    fc.tuple(tie('node'), fc.constantFrom('?', '{2}', '{1,2}', '{0,3}?')).map(([one, count]) => `(?:${one})${count}`),
  ),
})).node;
