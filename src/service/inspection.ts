import { Buffer } from 'node:buffer';
import { TextScanner, scanWhole } from '../detect/scanner.ts';
import type { Spotter } from '../detect/spotter.ts';
import { count, type Counters } from '../model/counters.ts';
import type { Detection, Finding, ScanWindow } from '../model/finding.ts';
import { shownName } from '../detect/fields/shown-name.ts';
import { climbs, shownPath } from '../detect/mask/shown-path.ts';
import type { Decoding } from '../detect/content/decoding.ts';
import { RpcMemory } from '../detect/fields/rpc-memory.ts';
import type { Direction, Flow, Part } from '../model/flow.ts';
import {
  type BodyDescription,
  type Inspector,
  type MessageStream,
  type ScanPool,
  ScanRefused,
  type TextStream,
} from '../model/ports.ts';
import type { SkipReason } from '../model/skip.ts';
import { InspectedMessages } from './inspected-messages.ts';
import { openBody } from './inspected-body.ts';
import { InspectedText, type Placing, type ScanOrigin, type TextOwner } from './inspected-text.ts';
import type { Reading, Subject } from './reading.ts';

/** A text that waits for bytes and gets none is flushed after this time, at the latest after twice as long. */
const IDLE_MS = 30;

/** No method in use is longer; what is, may be something else. */
const MAX_METHOD = 24;

const asItIs = (finding: Finding): Finding => finding;

/** What an inspection is made of. */
export interface InspectionParts {
  /** Finds the anchors of the rules and the escapes that hide one (`spotterFor`). */
  readonly spotter: Spotter;
  readonly windowBytes: number;
  readonly pool: ScanPool;
  /** For compressed bodies and messages. */
  readonly decoding: Decoding;
  readonly counters: Counters;
  /** Whether secrets in the paths of requests read `...`. */
  readonly maskSecrets: boolean;
  readonly report: (detection: Detection) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told why a scan failed, and of what is thrown where no traffic is at hand. */
  readonly onBug?: (error: unknown) => void;
}

/**
 * Reads the relay's traffic: looks for anchors at once, has the windows around them judged by the pool, and reports
 * each finding once. What the pool did not judge is counted with its reason.
 */
export class Inspection implements Inspector, Reading {
  readonly decoding: Decoding;
  readonly memory = new RpcMemory();
  readonly #parts: InspectionParts;
  #spotter: Spotter;
  readonly #waiting = new Set<InspectedText>();
  readonly #scans = new Set<Promise<void>>();
  readonly #owner: TextOwner = {
    submit: (window, origin) => this.#submit(window, origin),
    startWaiting: (text) => {
      this.#waiting.add(text);
      this.#watch();
    },
    stopWaiting: (text) => this.#waiting.delete(text),
  };
  #isWatching = false;

  constructor(parts: InspectionParts) {
    this.#parts = parts;
    this.#spotter = parts.spotter;
    this.decoding = parts.decoding;
  }

  /** Has what begins from now on looked through for other anchors. Texts that have begun go on as they were. */
  useSpotter(spotter: Spotter): void {
    this.#spotter = spotter;
  }

  inspect(flow: Flow, direction: Direction, part: Part, bytes: Uint8Array): void {
    const window = scanWhole(this.#spotter, bytes, part);
    if (window !== undefined) this.#submit(window, { flow, direction, place: asItIs });
  }

  open(flow: Flow, direction: Direction, part: Part, body?: BodyDescription): TextStream {
    const subject = { flow, direction, part };
    return body === undefined ? this.openText(subject, asItIs) : openBody(this, subject, body);
  }

  openMessages(flow: Flow, direction: Direction): MessageStream {
    return new InspectedMessages(this, { flow, direction, part: 'ws.message' });
  }

  openText({ flow, direction, part }: Subject, placing: Placing): InspectedText {
    const scanner = new TextScanner(this.#spotter, part, this.#parts.windowBytes);
    return new InspectedText(flow, direction, scanner, this.#owner, placing);
  }

  skip(reason: SkipReason): void {
    count(this.#parts.counters.skipped, reason);
  }

  /**
   * Has judged what has arrived so far; resolves when every window is answered and its findings are reported. Compressed
   * content that is not undone when `late` settles is counted, and waited for no longer; windows are until the pool
   * refuses them.
   */
  async drain(late?: Promise<unknown>): Promise<void> {
    const decoded = this.decoding.drain().then(() => true);
    const isDecoded = await (late === undefined ? decoded : Promise.race([decoded, late.then(() => false)]));
    if (!isDecoded) this.skip('stopped');
    for (const text of this.#waiting) this.#flush(text);
    while (this.#scans.size > 0) await Promise.allSettled(this.#scans);
  }

  #submit(window: ScanWindow, origin: ScanOrigin): void {
    const scan = this.#judge(window, origin)
      .catch((error: unknown) => this.#refuse(error))
      .finally(() => this.#scans.delete(scan));
    this.#scans.add(scan);
  }

  async #judge(window: ScanWindow, origin: ScanOrigin): Promise<void> {
    const { pool, counters, report, now } = this.#parts;
    const at = now();
    counters.windows += 1;
    const scanned = await pool.scan(window);
    if (scanned.omitted > 0) this.skip('findings_capped');
    if (scanned.untried !== undefined) this.skip('places_capped');
    for (const finding of scanned.findings) {
      const placed = origin.place(finding);
      if (placed !== undefined)
        report({ ...this.#shown(origin.flow), direction: origin.direction, finding: placed, at });
    }
  }

  /** What may be told of a flow: nothing that leaves the handler holds a secret. */
  #shown({ protocol, source, dest, stream, request }: Flow): Pick<Detection, 'flow' | 'request'> {
    const flow = { protocol, source, dest, ...(stream !== undefined && { stream }) };
    if (request === undefined) return { flow };
    const { method, target } = request;
    const path = shownPath(target, this.#parts.maskSecrets);
    return {
      flow,
      request: {
        method: shownName(Buffer.from(method, 'latin1'), MAX_METHOD),
        path,
        ...(climbs(target) && { climbs: true }),
      },
    };
  }

  #refuse(error: unknown): void {
    const { reason, cause } = error instanceof ScanRefused ? error : { reason: 'scan_failed' as const, cause: error };
    this.skip(reason);
    if (reason === 'scan_failed') this.#parts.onBug?.(cause);
  }

  /** A text that fails is one less; the others must not wait for it. */
  #flush(text: InspectedText): void {
    try {
      text.flush();
    } catch (error) {
      this.#waiting.delete(text);
      this.#refuse(error);
    }
  }

  /** One timer for all texts, and only while one waits. It keeps no process alive. */
  #watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    setTimeout(() => {
      this.#isWatching = false;
      for (const text of this.#waiting) {
        if (text.hasMoved) text.hasMoved = false;
        else this.#flush(text);
      }
      if (this.#waiting.size > 0) this.#watch();
    }, IDLE_MS).unref();
  }
}
