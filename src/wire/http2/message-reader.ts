import { FieldsText } from './fields-text.ts';
import { FrameReader, type FrameSink } from './frame-reader.ts';
import { HpackDecoder } from './hpack-decoder.ts';
import type { Http2Limits } from './http2-limits.ts';
import type { OpenStream, OpenStreams } from './open-streams.ts';
import type { Http2Sink, Side } from './sink.ts';

/** Interim responses have a status below this one (RFC 9110 section 15.2). */
const FIRST_FINAL_STATUS = 200;

/** Sections are put together one after the other, whatever the connection, so one place is enough. */
const fields = new FieldsText();

/** Makes messages of the frames of one direction, with the streams that both directions share. */
export class MessageReader implements FrameSink {
  readonly #from: Side;
  readonly #sink: Http2Sink;
  readonly #streams: OpenStreams;
  readonly #limits: Http2Limits;
  readonly #frames: FrameReader;
  readonly #hpack: HpackDecoder;
  readonly #onBroken: (detail: string) => void;
  #lastServed = Infinity;

  /** `onBroken` is called once, when this direction cannot be read any further; then `stop` is to be called. */
  constructor(
    from: Side,
    sink: Http2Sink,
    streams: OpenStreams,
    limits: Http2Limits,
    onBroken: (detail: string) => void,
  ) {
    this.#from = from;
    this.#sink = sink;
    this.#streams = streams;
    this.#limits = limits;
    this.#frames = new FrameReader(from, this, limits);
    this.#hpack = new HpackDecoder(limits.maxTableBytes);
    this.#onBroken = onBroken;
  }

  /** The next bytes of this direction. */
  feed(chunk: Buffer): void {
    this.#frames.feed(chunk);
  }

  /** Reads nothing any more and lets go of what it holds. */
  stop(): void {
    this.#frames.stop();
    this.#hpack.clear();
  }

  data(stream: number, bytes: Buffer, from: number, to: number): void {
    const state = this.#streams.find(stream);
    if (state === undefined) {
      if (this.#streams.isIdle(stream)) this.#onBroken('body on a stream that was not opened');
      return;
    }
    const progress = state[this.#from];
    if (progress === 'head') this.#sink.data(stream, this.#from, bytes.subarray(from, to));
    else if (progress === 'none') this.#onBroken('body in front of its head');
  }

  dataEnd(stream: number): void {
    const state = this.#streams.find(stream);
    if (state !== undefined && state[this.#from] !== 'ended') this.#streams.end(stream, state, this.#from);
  }

  headers(stream: number, endsStream: boolean, bytes: Buffer, from: number, to: number): void {
    let state = this.#streams.find(stream);
    if (state === undefined && this.#streams.isIdle(stream)) {
      if (this.#from === 'server' || (stream & 1) === 0) {
        this.#onBroken(this.#from === 'server' ? 'response without a request' : 'request on a stream of the server');
        return;
      }
      state = this.#streams.open(stream);
    }
    const isRead = state !== undefined && state[this.#from] !== 'ended';
    if (!this.#decode(isRead, bytes, from, to) || state === undefined || !isRead) return;
    this.#report(stream, state);
    if (fields.isCut) this.#sink.cut(stream);
    if (endsStream) this.#streams.end(stream, state, this.#from);
  }

  promise(promised: number, bytes: Buffer, from: number, to: number): void {
    if ((promised & 1) !== 0 || !this.#streams.isIdle(promised)) {
      this.#onBroken('promise of a stream that cannot be opened');
      return;
    }
    const state = this.#streams.open(promised);
    if (!this.#decode(state !== undefined, bytes, from, to) || state === undefined) return;
    this.#sink.request(promised, fields.takeRequest());
    if (fields.isCut) this.#sink.cut(promised);
    this.#streams.end(promised, state, 'client');
  }

  reset(stream: number): void {
    this.#streams.close(stream);
  }

  goAway(lastStream: number): void {
    // Only a lower one can close anything but streams opened since, so saying it often is no work for us.
    if (lastStream >= this.#lastServed) return;
    this.#lastServed = lastStream;
    this.#streams.closeAbove(lastStream, this.#from);
  }

  broken(detail: string): void {
    this.#onBroken(detail);
  }

  /** Reads a block into `fields`; of one that nobody asks for the decoder alone takes notice. */
  #decode(isRead: boolean, bytes: Buffer, from: number, to: number): boolean {
    fields.begin(isRead ? this.#limits.maxSectionBytes : 0);
    if (this.#hpack.decode(bytes, from, to, fields)) return true;
    this.#onBroken(this.#hpack.fault);
    return false;
  }

  #report(stream: number, state: OpenStream): void {
    if (state[this.#from] === 'head') {
      this.#sink.trailers(stream, this.#from, fields.takeTrailers());
      return;
    }
    if (this.#from === 'client') {
      state.client = 'head';
      this.#sink.request(stream, fields.takeRequest());
      return;
    }
    const head = fields.takeResponse();
    if (head.status >= FIRST_FINAL_STATUS) state.server = 'head';
    this.#sink.response(stream, head);
  }
}
