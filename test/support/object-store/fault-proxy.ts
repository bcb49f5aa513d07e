import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../until.js';
import { asksForChecksums, Checksums } from './checksums.js';
import { type Faults, mostInARow, noFaults, onlyCertain } from './faults.js';
import { operationOf } from './operation.js';
import { type Answer, readAll } from './request.js';
import { seededRandom } from './seeded-random.js';
import type { Target } from './target.js';

/**
 * Stands between a client and an object store, counts what is asked, does harm on demand, and compares what is sent with
 * its checksums as not every store does.
 */
export class FaultProxy {
  readonly #counts = new Map<string, number>();
  readonly #reads = new Map<string, number>();
  readonly #gets = new Map<string, number>();
  readonly #puts = new Map<string, number>();
  readonly #checksums: Checksums;
  readonly #headers = new Map<string, IncomingHttpHeaders>();
  /** How often the same was asked since it was last spared faults that are left to chance. */
  readonly #unspared = new Map<string, number>();
  /** Last answers to listings, by their queries. */
  readonly #listings = new Map<string, Answer>();
  readonly #target: Target;
  readonly #random: () => number;
  readonly #server: Server;
  #faults: Faults = noFaults;
  #recent: number[] = [];
  #connected = 0;
  #most = 0;
  #arrived = 0;
  #serving = 0;

  private constructor(target: Target, seed: number) {
    this.#target = target;
    this.#checksums = new Checksums(target);
    this.#random = seededRandom(seed);
    this.#server = createServer((incoming, outgoing) => {
      this.#arrived++;
      this.#serving++;
      this.#serve(incoming, outgoing)
        .catch(() => outgoing.destroy())
        .finally(() => this.#serving--);
    });
    this.#server.on('connection', (socket) => {
      this.#connected++;
      this.#most = Math.max(this.#most, this.#connected);
      socket.once('close', () => this.#connected--);
    });
    // A connection that the server gives up while a client takes it again would be a fault that nobody asked for.
    this.#server.keepAliveTimeout = 0;
  }

  static async start(target: Target, seed: number): Promise<FaultProxy> {
    const proxy = new FaultProxy(target, seed);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Requests since the last call, by operation. */
  takeCounts(): Record<string, number> {
    const counts = Object.fromEntries(this.#counts);
    this.#counts.clear();
    return counts;
  }

  /** How often each object was read or asked after since the last call, by bucket and key. */
  takeReads(): ReadonlyMap<string, number> {
    const reads = new Map(this.#reads);
    this.#reads.clear();
    return reads;
  }

  /** How often each object was read since the last call, by bucket and key. */
  takeGets(): ReadonlyMap<string, number> {
    const gets = new Map(this.#gets);
    this.#gets.clear();
    return gets;
  }

  /** How often each object was put since the last call, by bucket and key. */
  takePuts(): ReadonlyMap<string, number> {
    const puts = new Map(this.#puts);
    this.#puts.clear();
    return puts;
  }

  /** Headers of the last request of an operation since the last call. */
  takeHeaders(): ReadonlyMap<string, IncomingHttpHeaders> {
    const headers = new Map(this.#headers);
    this.#headers.clear();
    return headers;
  }

  /** The most connections that were open at a time since the last call. */
  takeMostConnections(): number {
    const most = this.#most;
    this.#most = this.#connected;
    return most;
  }

  /** Waits until no connection is open. */
  untilUnconnected(): Promise<void> {
    return until('the end of all connections', () => this.#connected === 0);
  }

  /** How many requests have come so far. */
  get arrived(): number {
    return this.#arrived;
  }

  /** Waits until the server has answered all that was asked, whether anybody listens still or not. */
  untilIdle(): Promise<void> {
    return until('the last answer', () => this.#serving === 0);
  }

  setFaults(faults: Partial<Faults>): void {
    this.#faults = { ...noFaults, ...faults };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    this.#target.close();
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = '', headers } = incoming;
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    const operation = operationOf(method, url, 'x-amz-copy-source' in headers);
    countUp(this.#counts, operation);
    const object = decodeURIComponent(url.pathname.slice(1));
    if (operation === 'GetObject' || operation === 'HeadObject') countUp(this.#reads, object);
    if (operation === 'GetObject') countUp(this.#gets, object);
    if (operation === 'PutObject') countUp(this.#puts, object);
    this.#headers.set(operation, headers);
    const faults = this.#isSpared(`${operation} ${incoming.url}`) ? onlyCertain(this.#faults) : this.#faults;
    const isUpload = operation === 'PutObject' || operation === 'UploadPart';
    const body = this.#flip(await readAll(incoming), isUpload ? faults.flipSent : 0);
    if (faults.latency > 0) await sleep(faults.latency);
    if (this.#isThrottled() || this.#random() < faults.slowDown) return refuse(outgoing, 503, 'SlowDown');
    if (asksForChecksums(headers) && this.#happens(faults.refuseChecksums)) {
      const { refuseChecksumsAs: code } = faults;
      return refuse(outgoing, code === 'NotImplemented' ? 501 : 400, code);
    }
    const { errorAnswerTo } = faults;
    const mayAnswerSo = errorAnswerTo === null ? operation !== 'HeadObject' : operation === errorAnswerTo;
    if (mayAnswerSo && this.#happens(faults.errorAnswer)) {
      return refuse(outgoing, 200, 'InternalError');
    }
    const sent = { operation, method, url, headers, body };
    const refusal = this.#checksums.refusal(sent);
    if (refusal !== null) return refuse(outgoing, 400, refusal);
    const isBroken = this.#random() < faults.internalError;
    if (isBroken && this.#random() < 0.5) return refuse(outgoing, 500, 'InternalError');
    const bare = await this.#target.answer(sent);
    if (isBroken) return refuse(outgoing, 500, 'InternalError');
    if (operation === 'ListObjectsV2') {
      const last = this.#listings.get(url.search);
      if (last !== undefined && this.#happens(faults.staleListings))
        return this.#answer(outgoing, last, false, faults);
      this.#listings.set(url.search, bare);
    }
    const answer = this.#happens(faults.lackChecksums) ? bare : await this.#checksums.complete(sent, bare);
    const isObject = operation === 'GetObject' && answer.status < 300;
    const content = isObject ? this.#flip(answer.body, faults.flipReceived) : answer.body;
    this.#answer(outgoing, { ...answer, body: content }, method === 'HEAD', faults);
  }

  /** Bytes as they are, or at a rate with one bit that is not. */
  #flip(bytes: Buffer, rate: number): Buffer {
    if (bytes.length === 0 || !this.#happens(rate)) return bytes;
    const flipped = Buffer.from(bytes);
    const at = Math.floor(this.#random() * bytes.length);
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    return flipped;
  }

  #answer(outgoing: ServerResponse, answer: Answer, isHead: boolean, faults: Faults): void {
    const { status, headers, body } = answer;
    const half = body.subarray(0, Math.floor(body.length / 2));
    if (this.#random() < faults.reset) {
      outgoing.writeHead(status, headers);
      outgoing.write(half, () => (outgoing.socket as Socket | null)?.resetAndDestroy());
      return;
    }
    if (this.#random() < faults.stall && !isHead) {
      outgoing.writeHead(status, headers);
      outgoing.write(half);
      return;
    }
    // Whoever shortens an object as a whole and says so cannot be found out without knowing its size.
    if (this.#random() < faults.truncate && !isHead && body.length > 0) {
      outgoing.writeHead(status, headers);
      outgoing.write(half, () => outgoing.socket?.end());
      return;
    }
    outgoing.writeHead(status, headers);
    outgoing.end(isHead ? undefined : body);
  }

  /** Faults that are left to chance must not be as many in a row as whoever asks has attempts. */
  #isSpared(request: string): boolean {
    const before = this.#unspared.get(request) ?? 0;
    this.#unspared.set(request, before < mostInARow ? before + 1 : 0);
    return before >= mostInARow;
  }

  #happens(rate: number): boolean {
    return rate > 0 && this.#random() < rate;
  }

  #isThrottled(): boolean {
    const now = Date.now();
    this.#recent = this.#recent.filter((time) => time > now - 1000);
    if (this.#recent.length >= this.#faults.requestsPerSecond) return true;
    this.#recent.push(now);
    return false;
  }
}

function countUp(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** Answers with an error document. */
export function refuse(outgoing: ServerResponse, status: number, code: string): void {
  const document = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>\n`;
  outgoing.writeHead(status, { 'content-type': 'application/xml', 'content-length': document.length });
  outgoing.end(document);
}
