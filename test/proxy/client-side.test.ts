import { Socket } from 'node:net';
import test from 'ava';
import { ClientSide } from '../../src/proxy/client-side.ts';

function listening(): { client: Socket; heard: string[]; side: ClientSide } {
  const client = new Socket();
  const heard: string[] = [];
  const side = new ClientSide(client, {
    data: (chunk) => heard.push(`data ${chunk.toString()}`),
    end: () => heard.push('end'),
    close: (hadError) => heard.push(`close ${hadError}`),
  });
  side.listen(60_000);
  return { client, heard, side };
}

test('a relay hears its client until it stops reading', (t) => {
  const { client, heard, side } = listening();
  client.emit('data', Buffer.from('a'));
  side.stopReading();
  client.emit('data', Buffer.from('b'));
  client.emit('end');
  client.emit('close', true);
  t.deepEqual(heard, ['data a', 'end', 'close true']);
  client.destroy();
});

test('a client that was let go is paused and has nobody of ours at it', (t) => {
  const { client, heard, side } = listening();
  side.letGo();
  t.true(client.isPaused());
  for (const event of ['data', 'end', 'close', 'timeout']) client.emit(event, Buffer.from('a'));
  t.deepEqual(heard, []);
  t.false(client.destroyed);
  client.destroy();
});
