import './relaxed-simd.ts';
import { UserError } from '../model/errors.ts';
import type { Detection } from '../model/finding.ts';
import type { KnownTable } from '../detect/known/known-table.ts';
import type { RuleFile } from '../detect/rules/rule-file.ts';
import type { Log } from '../model/ports.ts';
import { ListenRefused } from '../proxy/acceptor.ts';
import { assemble, type Monitor } from './assemble.ts';
import { failureMessage, type FromHandler, type ToHandler } from './ipc.ts';

/** How often counters go to the supervisor while they change. */
const COUNTERS_EVERY_MS = 250;

/** The socket handler process: started by the supervisor, does as it is told, ends when the supervisor is gone. */
let monitor: Monitor | undefined;
let batch: Detection[] = [];
let lastCounters = '';
/** Rules and known values that came after those of `start`. */
let newerRules: readonly RuleFile[] | undefined;
let newerKnown: KnownTable | undefined;

const send = (message: FromHandler): void => {
  if (process.connected) process.send?.(message);
};

const log: Log = (level, message, fields) => send({ type: 'log', level, message, ...(fields && { fields }) });

/** Detections of one turn of the event loop travel together. */
const report = (detection: Detection): void => {
  if (batch.length === 0) setImmediate(sendBatch);
  batch.push(detection);
};

const sendBatch = (): void => {
  if (batch.length === 0) return;
  const detections = batch;
  batch = [];
  send({ type: 'detections', detections });
};

const sendCounters = (): void => {
  if (!monitor) return;
  const current = JSON.stringify(monitor.counters);
  if (current === lastCounters) return;
  lastCounters = current;
  send({ type: 'counters', counters: monitor.counters });
};

const start = async (message: Extract<ToHandler, { type: 'start' }>): Promise<void> => {
  const rules = newerRules ?? message.rules;
  const known = newerKnown ?? message.known;
  try {
    monitor = await assemble({
      options: message.options,
      rules,
      known,
      authority: message.authority,
      ticketKeys: Buffer.from(message.ticketKeys, 'base64'),
      fingerprintKey: message.fingerprintKey,
      log,
      report,
    });
    if (newerRules !== undefined && newerRules !== rules) monitor.useRules(newerRules);
    if (newerKnown !== undefined && newerKnown !== known) monitor.useKnown(newerKnown);
    send({ type: 'listening', ...(await monitor.listen()) });
    setInterval(sendCounters, COUNTERS_EVERY_MS);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    send(failureMessage(error, error instanceof ListenRefused ? error.port : undefined));
  }
};

const drain = async (withinMs: number): Promise<void> => {
  await monitor?.drain(withinMs);
  sendBatch();
  sendCounters();
  send({ type: 'drained' });
  process.disconnect();
};

process.on('message', (message: ToHandler): void => {
  switch (message.type) {
    case 'start':
      void start(message);
      break;
    case 'rules':
      newerRules = message.rules;
      monitor?.useRules(message.rules);
      break;
    case 'known':
      newerKnown = message.known;
      monitor?.useKnown(message.known);
      break;
    case 'drain':
      void drain(message.withinMs);
      break;
  }
});

// The terminal and pm2 send their signals to the whole process group; the supervisor's word is what counts.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

process.on('disconnect', () => process.exit());

// A bug in one connection must not end the others: it is logged with its stack, and the house stands.
process.on('uncaughtException', (error) => {
  log('ERROR', 'a bug: please report it', { stack: error.stack ?? String(error) });
});

send({ type: 'ready' });
