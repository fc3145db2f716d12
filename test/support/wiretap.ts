import type net from 'node:net';
import type { Owner } from './monitor.ts';
import { connect, startOrigin } from './proxy-fixture.ts';

/** A plain relay that writes down what passes. */
export interface Wiretap {
  readonly port: number;
  /** All bytes so far, of all connections. */
  readonly heard: { fromClient: Buffer; fromServer: Buffer };
}

/** Starts one before `port` of this machine. */
export async function startWiretap(owner: Owner, port: number): Promise<Wiretap> {
  const heard = { fromClient: Buffer.alloc(0), fromServer: Buffer.alloc(0) };
  const tapPort = await startOrigin(owner, (near) => {
    near.pause();
    void connect(owner, port).then((far) => {
      near.on('data', (chunk: Buffer) => (heard.fromClient = Buffer.concat([heard.fromClient, chunk])));
      far.on('data', (chunk: Buffer) => (heard.fromServer = Buffer.concat([heard.fromServer, chunk])));
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] satisfies [net.Socket, net.Socket][]) {
        from.pipe(to);
        from.on('close', () => to.destroy());
      }
    });
  });
  return { port: tapPort, heard };
}
