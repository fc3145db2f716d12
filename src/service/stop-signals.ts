/** What the outside asks of a running monitor. */
export interface StopSignals {
  /** Somebody asked to stop. */
  readonly stop: Promise<NodeJS.Signals>;
  /** Somebody asked again while the first request was being carried out. */
  readonly hurry: Promise<NodeJS.Signals>;
}

/**
 * SIGINT (Ctrl-C, pm2), SIGTERM (`clawsec stop`, Docker) and SIGHUP (the terminal was closed) all mean: drain and end.
 * SIGHUP is not left ignored under nohup, because node resets inherited dispositions before we could see them.
 */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const satisfies readonly NodeJS.Signals[];

/** One Ctrl-C may arrive twice: from the terminal, and passed on by `npm start`. */
const ECHO_MS = 500;

/** Listens for requests to stop, from now on until the process ends. */
export function listenForStop(): StopSignals {
  let stopAt: number | undefined;
  let onStop: (signal: NodeJS.Signals) => void = () => {};
  let onHurry: (signal: NodeJS.Signals) => void = () => {};
  const stop = new Promise<NodeJS.Signals>((resolve) => {
    onStop = resolve;
  });
  const hurry = new Promise<NodeJS.Signals>((resolve) => {
    onHurry = resolve;
  });
  const receive = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (stopAt === undefined) {
      stopAt = now;
      onStop(signal);
    } else if (now - stopAt >= ECHO_MS) {
      onHurry(signal);
    }
  };
  for (const signal of STOP_SIGNALS) process.on(signal, receive);
  return { stop, hurry };
}
