import test from 'ava';
import { ERRORS, type NetworkErrorCode } from '../../src/model/errors.ts';
import { endGently, refusalResponse, refuse } from '../../src/proxy/refusal.ts';
import { readResponses } from '../support/http1-drive.ts';
import { connect, readAll, startOrigin, until } from '../support/proxy-fixture.ts';

const CODES = Object.entries(ERRORS).flatMap(([code, entry]) =>
  entry.kind === 'network' ? [code as NetworkErrorCode] : [],
);

test('every refusal is a whole response that ends the connection and says what was wrong', (t) => {
  for (const code of CODES) {
    const { messages, last } = readResponses(refusalResponse(code, 'näher: x').toString('latin1'));
    t.is(messages.length, 1, code);
    t.is(last.kind, 'more', code);
    t.true(messages[0]?.ended, code);
    t.regex(messages[0]?.raw ?? '', new RegExp(`^HTTP/1\\.1 [45]\\d\\d \\w[^]*X-Clawsec-Error: ${code}\\r\\n`), code);
    t.regex(messages[0]?.raw ?? '', /Connection: close\r\n/, code);
    t.true(
      Buffer.from(messages[0]?.body ?? '', 'latin1')
        .toString()
        .endsWith(`${code}: näher: x\n`),
      code,
    );
  }
});

test('a client that goes on sending gets its answer whole, and is cut after a moment', async (t) => {
  const port = await startOrigin(t, (socket) => {
    socket.on('data', () => t.fail('what is refused is not read'));
    refuse(socket, 'bad_request', 'no');
  });
  const client = await connect(t, port);
  const timer = setInterval(() => client.write('x'.repeat(10_000)), 5);
  t.teardown(() => clearInterval(timer));
  t.regex(await readAll(client), /bad_request: no\n$/);
  await until(t, 'it is cut', () => client.destroyed);
});

test('what has been written goes out before the end', async (t) => {
  const port = await startOrigin(t, (socket) => {
    socket.write(Buffer.alloc(8 * 1024 * 1024, 'x'));
    endGently(socket);
  });
  const client = await connect(t, port);
  t.is((await readAll(client)).length, 8 * 1024 * 1024);
});
