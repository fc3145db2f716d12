import test from 'ava';
import { RequestIntake } from '../../src/proxy/request-intake.ts';
import { DEFAULT_FRAMER_LIMITS } from '../../src/wire/http1/framer-limits.ts';

const HEAD = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n';

test('a head goes on in its own form, what is around it as it came, and nothing twice', (t) => {
  const intake = new RequestIntake(DEFAULT_FRAMER_LIMITS);
  const chunk = Buffer.from(`${HEAD}halfGET /`);
  intake.push(chunk);
  const head = intake.next();
  intake.skipTo(head.end);
  t.is(intake.takeUpTo(head.end).length, 0);
  t.is(intake.next().kind, 'body');
  t.is(intake.next().kind, 'end');
  const more = intake.next();
  t.is(more.kind, 'more');
  t.is(intake.takeUpTo(more.end).toString(), 'half');
  t.is(intake.takeUpTo(more.end).toString(), '');
  t.true(intake.holdsBytesBehind(more.end));
});

test('a whole chunk is handed on itself, not a view of it', (t) => {
  const intake = new RequestIntake(DEFAULT_FRAMER_LIMITS);
  intake.push(Buffer.from(HEAD));
  intake.next();
  intake.next();
  const chunk = Buffer.from('half');
  intake.push(chunk);
  t.is(intake.takeUpTo(chunk.length), chunk);
});

test('what stands around the pieces of a chunked body is given once, whole heads and payloads are not', (t) => {
  const intake = new RequestIntake(DEFAULT_FRAMER_LIMITS);
  const framingOf = (text: string): string => {
    let framing = '';
    intake.push(Buffer.from(text));
    for (;;) {
      const event = intake.next();
      framing += intake.framingBefore(event).toString();
      if (event.kind === 'more') return framing;
    }
  };
  const head = 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';
  t.is(framingOf(`${head}3;a=b\r\nabc\r\n0;c\r\nT: 1\r\n\r\n`), '3;a=b\r\n\r\n0;c\r\n');
  t.is(framingOf(HEAD), '');
  t.is(framingOf(`half${head}1\r\nx\r\n0\r\nT: ne`), '1\r\n\r\n0\r\nT: ne');
  t.is(framingOf('ver'), 'ver');
});

test('what was put aside comes behind what was not read, and once', (t) => {
  const intake = new RequestIntake(DEFAULT_FRAMER_LIMITS);
  intake.push(Buffer.from(`${HEAD}ab`));
  t.is(intake.next().kind, 'head');
  intake.putAside(Buffer.from('cd'));
  intake.putAside(Buffer.from('ef'));
  t.is(intake.rest().toString(), 'abcdef');
  t.is(intake.takeAside().toString(), 'cdef');
  t.is(intake.takeAside().length, 0);
  t.is(intake.rest().toString(), 'ab');
});
