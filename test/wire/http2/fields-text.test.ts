import test from 'ava';
import * as fc from 'fast-check';
import { FieldsText, UNREADABLE_STATUS } from '../../../src/wire/http2/fields-text.ts';

type Field = readonly [name: string, value: string];

const PLENTY = 100_000;

/** Adds fields in both ways that there are, in turn; those that only a literal can have in that way. */
function fill(fields: FieldsText, added: readonly Field[], maxBytes = PLENTY): void {
  fields.begin(maxBytes);
  for (const [i, [name, value]] of added.entries()) {
    if (i % 2 === 0 && !/[\r\n\0]/.test(name + value)) {
      fields.add(Buffer.from(`${name}: ${value}\r\n`, 'latin1'), 0, name.length, value.length);
      continue;
    }
    fields.makeRoom(name.length + value.length + 4, 0);
    fields.lines.write(name, fields.linesEnd, 'latin1');
    fields.lines.write(value, fields.linesEnd + name.length + 2, 'latin1');
    fields.closeLiteral(name.length, value.length);
    fields.addLiteral(name.length, value.length);
  }
}

function request(...added: readonly Field[]): string {
  const fields = new FieldsText();
  fill(fields, added);
  return fields.takeRequest().text.toString('latin1');
}

const REQUEST: readonly Field[] = [
  [':method', 'GET'],
  [':scheme', 'https'],
  [':authority', 'a.test:8443'],
  [':path', '/a?b=c'],
  ['accept', '*/*'],
  ['cookie', 'a=1'],
  ['cookie', 'b=2'],
];

test('a request reads as in HTTP/1, its pseudo fields in any order', (t) => {
  const text = 'GET /a?b=c HTTP/2\r\nhost: a.test:8443\r\naccept: */*\r\ncookie: a=1\r\ncookie: b=2\r\n\r\n';
  t.is(request(...REQUEST), text);
  for (let turn = 1; turn < 4; turn += 1) {
    t.is(request(...REQUEST.slice(turn, 4), ...REQUEST.slice(0, turn), ...REQUEST.slice(4)), text);
  }
  t.is(request(...REQUEST.slice(4), ...REQUEST.slice(0, 4)), text);
});

test('a request has its method and protocol at hand', (t) => {
  const fields = new FieldsText();
  for (const method of ['GET', 'POST', 'PUT', 'GEX', 'PO', 'DELETE', '']) {
    fill(fields, [[':method', method]]);
    const head = fields.takeRequest();
    t.deepEqual([head.method, head.protocol, head.status], [method, '', 0]);
  }
  fill(fields, [
    [':method', 'CONNECT'],
    [':protocol', 'websocket'],
    [':path', '/chat'],
  ]);
  const head = fields.takeRequest();
  t.deepEqual([head.method, head.protocol], ['CONNECT', 'websocket']);
  t.is(head.text.toString(), 'CONNECT /chat HTTP/2\r\n:protocol: websocket\r\n\r\n');
});

test('CONNECT without a path names the authority', (t) => {
  t.is(
    request([':method', 'CONNECT'], [':authority', 'a.test:443']),
    'CONNECT a.test:443 HTTP/2\r\nhost: a.test:443\r\n\r\n',
  );
});

test('no field is lost: what has no place in the start line is a line', (t) => {
  t.is(
    request(
      [':method', 'GET'],
      [':path', '/'],
      [':path', '/b'],
      [':scheme', 'gopher'],
      [':x', 'y'],
      ['', 'z'],
      [':', ''],
    ),
    'GET / HTTP/2\r\n:path: /b\r\n:scheme: gopher\r\n:x: y\r\n: z\r\n:: \r\n\r\n',
  );
  t.is(request([':scheme', 'http'], [':scheme', 'httpx']), '  HTTP/2\r\n:scheme: httpx\r\n\r\n');
});

test('a value cannot look like another line', (t) => {
  const fields = new FieldsText();
  fill(fields, [
    ['accept', '*/*'],
    ['a', 'b\r\ncontent-type: x\0y'],
    ['c', 'd'],
    ['e\nf', 'g'],
  ]);
  t.is(fields.takeTrailers().toString(), 'accept: */*\r\na: b  content-type: x y\r\nc: d\r\ne f: g\r\n\r\n');
});

test('a response has its status; what is no status is a final one', (t) => {
  const fields = new FieldsText();
  const cases = [
    ['200', 200],
    ['103', 103],
    ['999', 999],
    ['099', UNREADABLE_STATUS],
    ['20', UNREADABLE_STATUS],
    ['2000', UNREADABLE_STATUS],
    ['2x0', UNREADABLE_STATUS],
    ['', UNREADABLE_STATUS],
  ] as const;
  for (const [value, status] of cases) {
    fill(fields, [
      ['a', 'b'],
      [':status', value],
    ]);
    const head = fields.takeResponse();
    t.deepEqual([head.method, head.protocol, head.status], ['', '', status]);
    t.is(head.text.toString(), `HTTP/2 ${value}\r\na: b\r\n\r\n`);
  }
  fill(fields, []);
  t.is(fields.takeResponse().status, UNREADABLE_STATUS);
});

test('sections don’t mix, and a text is its own', (t) => {
  const fields = new FieldsText();
  fill(fields, REQUEST);
  const first = fields.takeRequest();
  fill(fields, [['x', 'y']]);
  t.is(fields.takeRequest().text.toString(), '  HTTP/2\r\nx: y\r\n\r\n');
  t.is(first.text.toString('latin1'), request(...REQUEST));
});

test('what goes beyond the limit is left out', (t) => {
  const fields = new FieldsText();
  const added: Field[] = [
    [':path', '/123456789'],
    ['name', 'value'],
    ['other', 'value'],
    [':method', 'GET'],
  ];
  for (let maxBytes = 1; maxBytes < 60; maxBytes += 1) {
    fill(fields, added, maxBytes);
    const text = fields.takeRequest().text.toString();
    t.true(text.length <= maxBytes + '  HTTP/2\r\n\r\n'.length + 2);
    t.true(text.endsWith('\r\n\r\n'));
    const method = 'GET'.slice(0, Math.max(0, maxBytes - 37));
    t.is(text.split('\r\n')[0], `${method} ${'/123456789'.slice(0, maxBytes)} HTTP/2`);
  }
  fill(fields, added, 25);
  t.is(fields.takeRequest().text.toString(), ' /123456789 HTTP/2\r\nname: value\r\not\r\n\r\n');
  fields.begin(0);
  fields.add(Buffer.from('a: b\r\n'), 0, 1, 1);
  t.is(fields.takeTrailers().toString(), '\r\n');
});

test('any fields make a text with a line for each', (t) => {
  const octets = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
  fc.assert(
    fc.property(fc.array(fc.tuple(octets, octets), { maxLength: 20 }), (added) => {
      const fields = new FieldsText();
      fill(fields, added);
      const lines = fields.takeTrailers().toString('latin1').split('\r\n');
      t.is(lines.length, added.length + 2);
    }),
    { numRuns: 200 },
  );
});
