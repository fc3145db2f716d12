import * as fc from 'fast-check';

/** A valid message with what a framer has to make of it. */
export interface SampleMessage {
  /** The whole message as latin1. */
  readonly text: string;
  /** The method: of the request itself, or of the request that this response answers. */
  readonly method: string;
  /** Where the head, blank line included, ends. */
  readonly headLength: number;
  /** The body without chunk framing, as latin1. */
  readonly body: string;
  /** The trailer section with its blank line; '' when there is none. */
  readonly trailers: string;
}

interface SampleBody {
  readonly fields: readonly string[];
  readonly text: string;
  readonly body: string;
  readonly trailers: string;
}

function charactersFrom(from: number, to: number, except = ''): string[] {
  const all = Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i));
  return all.filter((character) => !except.includes(character));
}

function textOf(characters: readonly string[], minLength: number, maxLength: number): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...characters), { minLength, maxLength }).map((list) => list.join(''));
}

const TOKEN_CHARACTERS = [
  ...charactersFrom(0x30, 0x39),
  ...charactersFrom(0x41, 0x5a),
  ...charactersFrom(0x5e, 0x7a),
  '-',
];
const anyBytes = textOf(charactersFrom(0, 255), 0, 60);
const value = textOf([...charactersFrom(0x20, 0x7e), '\t', '\x80', '\xff'], 0, 24);
const target = textOf(charactersFrom(0x21, 0x7e), 0, 20).map((rest) => `/${rest}`);

/** A field of no concern to framing: the prefix keeps it clear of every name a framer knows. */
const field = fc
  .tuple(textOf(TOKEN_CHARACTERS, 0, 12), fc.constantFrom('', ' ', '\t '), value)
  .map(([name, space, text]) => `X-${name}:${space}${text}`);

const letterCase = fc.func(fc.boolean());

/** Any letter case of an ASCII name. */
function anyCase(name: string): fc.Arbitrary<string> {
  return letterCase.map((isUpper) =>
    Array.from(name, (character, i) => (isUpper(i) ? character.toUpperCase() : character.toLowerCase())).join(''),
  );
}

const noBody: fc.Arbitrary<SampleBody> = fc.constant({ fields: [], text: '', body: '', trailers: '' });

const lengthBody: fc.Arbitrary<SampleBody> = fc
  .tuple(anyCase('content-length'), anyBytes)
  .map(([name, body]) => ({ fields: [`${name}: ${body.length}`], text: body, body, trailers: '' }));

const extension = fc.constantFrom('', ';a', ';a=b', ' ; a="b c;d"', ';\x80');
const chunk = fc
  .tuple(textOf(charactersFrom(0, 255), 1, 40), extension, fc.boolean(), fc.nat(3))
  .map(([data, extensions, isUpper, zeros]) => {
    const size = data.length.toString(16);
    return { data, text: `${'0'.repeat(zeros)}${isUpper ? size.toUpperCase() : size}${extensions}\r\n${data}\r\n` };
  });

const chunkedBody: fc.Arbitrary<SampleBody> = fc
  .tuple(
    anyCase('transfer-encoding'),
    anyCase('chunked'),
    fc.array(chunk, { maxLength: 4 }),
    fc.array(field, { maxLength: 2 }),
    extension,
  )
  .map(([name, coding, chunks, trailerFields, extensions]) => {
    const section = `${trailerFields.map((line) => `${line}\r\n`).join('')}\r\n`;
    return {
      fields: [`${name}: ${coding}`],
      text: `${chunks.map(({ text }) => text).join('')}0${extensions}\r\n${section}`,
      body: chunks.map(({ data }) => data).join(''),
      trailers: trailerFields.length > 0 ? section : '',
    };
  });

function assemble(method: string, startLine: string, fields: readonly string[], body: SampleBody): SampleMessage {
  const head = `${[startLine, ...fields].join('\r\n')}\r\n\r\n`;
  return { text: head + body.text, method, headLength: head.length, body: body.body, trailers: body.trailers };
}

/** Valid requests other than CONNECT, with any framing. */
export const sampleRequest: fc.Arbitrary<SampleMessage> = fc
  .tuple(
    fc.constantFrom('', '\r\n', '\r\n\r\n'),
    fc.constantFrom('GET', 'POST', 'HEAD', 'OPTIONS', 'M-SEARCH', 'get'),
    target,
    fc.array(field, { maxLength: 3 }),
    anyCase('host'),
    fc.array(field, { maxLength: 2 }),
    fc.oneof(noBody, lengthBody, chunkedBody),
  )
  .map(([empty, method, path, before, host, after, body]) =>
    assemble(
      method,
      `${empty}${method} ${path} HTTP/1.1`,
      [...before, `${host}: example.test`, ...body.fields, ...after],
      body,
    ),
  );

/** Valid final responses whose end does not depend on the end of the stream, with the method they answer. */
export const sampleResponse: fc.Arbitrary<SampleMessage> = fc
  .tuple(
    fc.constantFrom('GET', 'HEAD', 'POST', 'CONNECT'),
    fc.constantFrom(200, 204, 206, 304, 404, 500),
    fc.constantFrom('', ' ', ' OK', ' N\xe4 also\tgut'),
    fc.array(field, { maxLength: 3 }),
    fc.oneof(lengthBody, chunkedBody),
  )
  .map(([method, status, reason, fields, body]) => {
    const isBodiless = method === 'HEAD' || status === 204 || status === 304;
    // A 2xx to CONNECT would open a tunnel.
    const answered = method === 'CONNECT' && status < 300 ? 'GET' : method;
    const sent = isBodiless ? { ...body, text: '', body: '', trailers: '' } : body;
    return assemble(answered, `HTTP/1.1 ${status}${reason}`, [...fields, ...body.fields], sent);
  });

/** Offsets to cut a stream at: a few anywhere, or (null) every single byte a chunk of its own. */
export const cuts: fc.Arbitrary<number[] | null> = fc.oneof(
  { weight: 5, arbitrary: fc.array(fc.nat(2_000), { maxLength: 8 }) },
  { weight: 1, arbitrary: fc.constant(null) },
);
