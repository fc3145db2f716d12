import { setTimeout as sleep } from 'node:timers/promises';
import type { Options } from '../../config/options.ts';
import { newCounters, type Counters } from '../model/counters.ts';
import type { Detection } from '../model/finding.ts';
import type { Log } from '../model/ports.ts';
import { formatAuthority } from '../wire/authority.ts';
import { createLeafKey } from '../wire/leaf-key.ts';
import { Acceptor } from '../proxy/acceptor.ts';
import { serveConnection } from '../proxy/connection.ts';
import type { ProxyContext } from '../proxy/context.ts';
import { ContextCache } from '../proxy/contexts.ts';
import { serveGateway } from '../proxy/gateway.ts';
import { OwnAddresses } from '../proxy/own-addresses.ts';
import { matchHosts } from '../proxy/passthrough.ts';
import { createPools } from '../proxy/pools.ts';
import { Resolver } from '../proxy/resolver.ts';
import { SessionCache } from '../proxy/session-cache.ts';
import { loadUpstreamTrust, upstreamContext } from '../proxy/upstream-trust.ts';
import { newDecoding } from '../detect/content/decoding.ts';
import type { EngineSettings } from '../detect/engine-for.ts';
import type { KnownTable } from '../detect/known/known-table.ts';
import type { RuleFile } from '../detect/rules/rule-file.ts';
import { ruleSetOf } from '../detect/rules/rule-set.ts';
import { spotterFor } from '../detect/spotter-for.ts';
import { GuardedInspector } from './guarded-inspector.ts';
import { Inspection } from './inspection.ts';
import type { Authority } from './ipc.ts';

/** Left of the whole time for what must follow the last connection: its scans. */
const DRAIN_RESERVE_MS = 500;
/**
 * So long nobody is listened to for want of a scan thread that is ready. They start while the spotter is made, which takes
 * as long: on a machine that is not busy nothing is left to wait for.
 */
const SCAN_PATIENCE_MS = 10_000;

/** What a handler is made of, and made from. */
export interface Assembly {
  readonly options: Options;
  /** Beside the built-in ones; read and proven. */
  readonly rules: readonly RuleFile[];
  /** Values of this machine to be recognised, if any. */
  readonly known?: KnownTable | undefined;
  readonly authority: Authority;
  /** 48 bytes, shared by all handlers. */
  readonly ticketKeys: Buffer;
  /** As `loadOrCreateFingerprintKey` has it, shared by all handlers. */
  readonly fingerprintKey: string;
  readonly log: Log;
  readonly report: (detection: Detection) => void;
}

/** A handler at work. */
export interface Monitor {
  readonly counters: Counters;
  /** Listens as configured; the addresses as `host:port`. Throws a ListenRefused when it can't. */
  listen(): Promise<{ proxy: string; gateway?: string }>;
  /** Looks for other rules from now on, beside the built-in ones. What is in flight is lost to nobody. */
  useRules(rules: readonly RuleFile[]): void;
  /** Looks for other known values from now on; the same holds. */
  useKnown(known: KnownTable): void;
  /**
   * Ends the connections, then the scans; when it resolves every detection has been reported. What is not scanned within
   * this time is counted, and logged.
   */
  drain(withinMs: number): Promise<void>;
}

/** Puts a handler together: the one place where relay, detection and configuration meet. */
export async function assemble({
  options,
  rules,
  known,
  authority,
  ticketKeys,
  fingerprintKey,
  log,
  report,
}: Assembly): Promise<Monitor> {
  const trust = await loadUpstreamTrust({
    upstreamCaFile: options.upstream_ca_file,
    env: process.env,
    ownCaPem: authority.certPem,
  });
  for (const warning of trust.warnings) log('WARNING', warning);
  const counters = newCounters();
  const leafKey = createLeafKey();
  let lookedFor = { rules, known };
  const engineSettings = (): EngineSettings => ({
    ...lookedFor,
    maskSecrets: options.mask_secrets,
    maxFindings: options.max_findings_per_window,
    fingerprintKey,
    honoursAllowComments: options.honour_allow_comments,
  });
  const pools = createPools({
    mintWorkerData: { authority, publicKeyDer: leafKey.publicKeyDer },
    scanWorkerData: engineSettings(),
    scanThreads: options.scan_threads,
    queueMax: options.scan_queue_max,
    scanTimeoutMs: options.scan_timeout_secs * 1000,
    onWorkerFault: (error) => log('ERROR', 'A worker thread ended; another one is started', { error: String(error) }),
  });
  const scansBegin = pools.start();
  const onBug = tellOnce(log);
  const inspection = new Inspection({
    spotter: spotterFor(ruleSetOf(rules, known)),
    windowBytes: options.max_scan_bytes,
    pool: pools.scan,
    decoding: newDecoding({ maxRatio: options.decode_ratio_max, maxBytes: options.decode_bytes_max }, pools.zstd),
    counters,
    maskSecrets: options.mask_secrets,
    report,
    // With fractions: threat lines carry microseconds.
    now: () => performance.timeOrigin + performance.now(),
    onBug,
  });
  const context: ProxyContext = {
    settings: {
      interceptTls: options.enable_mitm,
      isPassthrough: matchHosts(options.passthrough_hosts),
      maxConnections: options.max_connections,
      maxHeadBytes: options.max_head_bytes,
      connectTimeoutMs: options.connect_timeout_secs * 1000,
      handshakeTimeoutMs: options.handshake_timeout_secs * 1000,
      headTimeoutMs: options.head_timeout_secs * 1000,
      idleTimeoutMs: options.idle_timeout_secs * 1000,
    },
    inspector: new GuardedInspector(inspection, onBug),
    counters,
    log,
    contexts: new ContextCache({
      mint: (host) => pools.mint(host),
      leafKeyPem: leafKey.keyPem,
      max: options.context_cache_max,
      now: Date.now,
      ticketKeys,
    }),
    upstreamTls: upstreamContext(trust.certificates),
    resolver: new Resolver(() => performance.now()),
    sessions: new SessionCache(),
    ownAddresses: new OwnAddresses(),
  };
  const acceptor = new Acceptor(context);
  const lookFor = (change: Partial<typeof lookedFor>): void => {
    const wanted = { ...lookedFor, ...change };
    const spotter = spotterFor(ruleSetOf(wanted.rules, wanted.known));
    lookedFor = wanted;
    pools.renewScan(engineSettings());
    inspection.useSpotter(spotter);
  };
  return {
    counters,
    async listen() {
      await Promise.race([scansBegin, sleep(SCAN_PATIENCE_MS, undefined, { ref: false })]);
      const proxy = await acceptor.listen(options.proxy_host, options.proxy_port, (life, client) => {
        serveConnection(context, life, client);
      });
      const addresses = { proxy: formatAuthority(proxy.address, proxy.port) };
      if (!options.enable_gateway_proxy) return addresses;
      const target = { host: options.gateway_target_host, port: options.gateway_target_port };
      const gateway = await acceptor.listen(options.proxy_host, options.gateway_local_port, (life, client) => {
        serveGateway(context, life, client, target);
      });
      return { ...addresses, gateway: formatAuthority(gateway.address, gateway.port) };
    },
    useRules: (files) => lookFor({ rules: files }),
    useKnown: (table) => lookFor({ known: table }),
    async drain(withinMs) {
      const late = sleep(withinMs, undefined, { ref: false });
      void late.then(() => pools.destroy());
      await acceptor.drain(Math.max(0, Math.min(options.drain_timeout_secs * 1000, withinMs - DRAIN_RESERVE_MS)));
      await inspection.drain(late);
      await pools.destroy();
      const windows = counters.skipped.stopped ?? 0;
      if (windows > 0) log('WARNING', 'Not everything could be scanned before the end', { windows });
    },
  };
}

/** Bugs of which the next are only counted: they come with the traffic, as often as somebody likes. */
const MAX_TOLD = 20;

/** Logs each bug in detection once, by where it is: its message may hold what was read. */
function tellOnce(log: Log): (error: unknown) => void {
  const told = new Set<string>();
  return (error) => {
    const [name, stack] = error instanceof Error ? [error.name, error.stack] : [typeof error];
    const place = /^ +at .+$/m.exec(stack ?? '')?.[0] ?? name;
    if (told.has(place) || told.size === MAX_TOLD) return;
    told.add(place);
    log('ERROR', 'Something could not be scanned, which is a bug: please report it', { at: place.trim() });
  };
}
