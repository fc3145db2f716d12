import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { type Options, defaultOptions } from '../../config/options.ts';
import type { FromHandler, ToHandler } from '../../src/service/ipc.ts';
import { cleanEnv } from '../support/clean-env.ts';
import { startHttpOrigin } from '../support/http-origin.ts';
import { type Owner, type ProcessEnd, until } from '../support/monitor.ts';
import { proxyCa, readAll } from '../support/proxy-fixture.ts';

const SCRIPT = fileURLToPath(new URL('../../src/service/handler.js', import.meta.url));

/** A handler process without its supervisor. */
function startHandler(owner: Owner, options: Partial<Options> = {}) {
  const child = fork(SCRIPT, { env: cleanEnv(), stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const said: FromHandler[] = [];
  child.on('message', (message) => said.push(message as FromHandler));
  // Not `close`, which never comes when it is us who disconnect.
  const disconnected = once(child, 'disconnect');
  const exit = new Promise<ProcessEnd>((resolve) => {
    child.once('exit', (code, signal) => void disconnected.then(() => resolve({ code, signal })));
  });
  owner.teardown(async () => {
    child.kill('SIGKILL');
    await exit;
  });
  const says = async <T extends FromHandler['type']>(type: T): Promise<Extract<FromHandler, { type: T }>> => {
    await until(() => said.some((message) => message.type === type), type);
    return said.find((message) => message.type === type) as Extract<FromHandler, { type: T }>;
  };
  const tell = (message: ToHandler): void => void child.send(message);
  const start = async (): Promise<void> => {
    await says('ready');
    tell({
      type: 'start',
      rules: [],
      options: { ...defaultOptions(), proxy_port: 0, enable_gateway_proxy: false, drain_timeout_secs: 1, ...options },
      authority: proxyCa,
      ticketKeys: Buffer.alloc(48, 7).toString('base64'),
      fingerprintKey: 'of a test',
    });
  };
  return { child, said, exit, says, tell, start };
}

async function ask(proxy: string, request: string): Promise<string> {
  const socket = connect(Number(proxy.split(':')[1]), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(request);
  return readAll(socket);
}

test('is ready, listens, reports what it finds, drains and ends', async (t) => {
  const origin = await startHttpOrigin(t, (_req, res) => res.end('fine'), { plain: true });
  const handler = startHandler(t, { gateway_local_port: 0, enable_gateway_proxy: true });
  await handler.start();
  const { proxy, gateway } = await handler.says('listening');
  t.is(handler.said[0]?.type, 'ready');
  t.regex(gateway ?? '', /^127\.0\.0\.1:\d+$/);
  const url = `http://localhost:${origin.port}/?AKIAIOSFODNN7EXAMPLE`;
  t.regex(await ask(proxy, `GET ${url} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`), /^HTTP\/1\.1 200 /);
  handler.tell({ type: 'drain', withinMs: 4000 });
  t.deepEqual(await handler.exit, { code: 0, signal: null });
  const { detections } = await handler.says('detections');
  t.like(detections[0], {
    flow: { protocol: 'http', source: '127.0.0.1', dest: `localhost:${origin.port}` },
    direction: 'outbound',
    finding: { rule: 'aws_access_key', location: 'request.url' },
  });
  // Last of all, with the counters before it: whoever has read `drained` has everything.
  t.is(handler.said.at(-1)?.type, 'drained');
  const counters = handler.said.findLast((message) => message.type === 'counters');
  t.like(counters, { counters: { connections: 1, open: 0, requests: 1, windows: 1 } });
});

test('a port that is taken is a failure that crosses processes', async (t) => {
  const holder = createServer().listen(0, '127.0.0.1');
  t.teardown(() => holder.close());
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  const handler = startHandler(t, { proxy_port: port });
  await handler.start();
  t.like(await handler.says('failed'), { code: 'port_busy', port });
});

test('a CA file that can not be read is a failure, too', async (t) => {
  const handler = startHandler(t, { upstream_ca_file: '/dev/null' });
  await handler.start();
  t.like(await handler.says('failed'), { code: 'ca_file_unreadable' });
});

test('the signals of a terminal leave it alone; the end of its supervisor does not', async (t) => {
  const handler = startHandler(t);
  await handler.start();
  const { proxy } = await handler.says('listening');
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) handler.child.kill(signal);
  t.regex(await ask(proxy, 'GET / HTTP/1.1\r\n\r\n'), /^HTTP\/1\.1 400 /);
  handler.child.disconnect();
  t.deepEqual(await handler.exit, { code: 0, signal: null });
});

test('draining before it was started, and with a client that never ends, ends all the same', async (t) => {
  const idle = startHandler(t);
  await idle.says('ready');
  idle.tell({ type: 'drain', withinMs: 4000 });
  t.deepEqual(await idle.exit, { code: 0, signal: null });
  const origin = await startHttpOrigin(t, (_req, res) => res.write('for ever'), { plain: true });
  const handler = startHandler(t);
  await handler.start();
  const { proxy } = await handler.says('listening');
  const answer = ask(proxy, `GET http://localhost:${origin.port}/ HTTP/1.1\r\nHost: x\r\n\r\n`);
  await until(() => origin.connections() === 1);
  handler.tell({ type: 'drain', withinMs: 4000 });
  t.deepEqual(await handler.exit, { code: 0, signal: null });
  t.regex(await answer, /for ever/);
});
