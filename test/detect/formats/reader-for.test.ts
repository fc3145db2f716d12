import test from 'ava';
import * as fc from 'fast-check';
import { readerFor, type BodyFormat } from '../../../src/detect/formats/reader-for.ts';

const FORMATS: Readonly<Record<string, BodyFormat>> = {
  'text/event-stream': 'event-stream',
  'text/event-stream; charset=utf-8': 'event-stream',
  ' Text/Event-Stream;charset=utf-8': 'event-stream',
  'text/event-stream2': 'none',
  'application/x-ndjson': 'lines',
  'application/ndjson': 'lines',
  'application/jsonl ;x': 'lines',
  'application/jsonlines': 'lines',
  'application/stream+json': 'lines',
  'application/json': 'unnamed',
  'application/json; charset=UTF-8': 'unnamed',
  'application/grpc': 'grpc',
  'application/grpc+proto': 'grpc',
  'APPLICATION/GRPC+JSON': 'grpc',
  'application/grpc-web': 'grpc-web',
  'application/grpc-web+proto': 'grpc-web',
  'application/grpc-web-text': 'grpc-web-text',
  'application/grpc-web-text+proto': 'grpc-web-text',
  'application/grpcx': 'none',
  'application/grpc+': 'none',
  'application/grpc\u000bproto': 'none',
  'application/vnd.amazon.eventstream': 'amazon-events',
  'text/plain': 'unnamed',
  'text/plain; charset=utf-8': 'unnamed',
  'text/html': 'none',
  'text/event-strea\u004d': 'event-stream',
  'application/octet-stream': 'unnamed',
  'application/json-seq': 'lines',
  'application/connect+proto': 'connect',
  'application/connect': 'none',
  '': 'unnamed',
  ';': 'unnamed',
  '   ': 'unnamed',
};

for (const [type, format] of Object.entries(FORMATS)) {
  test(`${JSON.stringify(type)}: ${format}`, (t) => t.is(readerFor(type), format));
}

test('any field has an answer', (t) => {
  fc.assert(fc.property(fc.string(), (type) => t.is(typeof readerFor(type), 'string')));
});
