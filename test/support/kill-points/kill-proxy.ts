import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refuse } from '../object-store/fault-proxy.js';
import { readAll } from '../object-store/request.js';
import type { Target } from '../object-store/target.js';

/** Stands between a client and a bucket of a server, and can kill the client at a change it asks for. */
export class KillProxy {
  readonly #target: Target;
  readonly #remove: (key: string) => Promise<unknown>;
  readonly #server: Server;
  readonly #serving = new Set<Promise<void>>();
  #last = Number.POSITIVE_INFINITY;
  #onKill = () => {};
  /** Changes since the last call of `killAt`. */
  changes = 0;
  /** Requests that changed something since the start. */
  passed = 0;

  /** `remove` deletes one object past the proxy. */
  private constructor(target: Target, remove: (key: string) => Promise<unknown>) {
    this.#target = target;
    this.#remove = remove;
    this.#server = createServer((incoming, outgoing) => {
      const served = this.#serve(incoming, outgoing)
        .catch(() => void outgoing.destroy())
        .finally(() => this.#serving.delete(served));
      this.#serving.add(served);
    });
    this.#server.keepAliveTimeout = 0;
  }

  static async start(target: Target, remove: (key: string) => Promise<unknown>): Promise<KillProxy> {
    const proxy = new KillProxy(target, remove);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Refuses that change and all later ones, and calls `onKill`; counts from now on. */
  killAt(change: number, onKill: () => void): void {
    [this.changes, this.#last, this.#onKill] = [0, change, onKill];
  }

  /** Waits until the server has answered all that was asked, whether anybody listens still or not. */
  async untilIdle(): Promise<void> {
    while (this.#serving.size > 0) await Promise.all(this.#serving);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    this.#target.close();
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = '', headers } = incoming;
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    const body = await readAll(incoming);
    if (method !== 'GET' && method !== 'HEAD') {
      const isDeleteOfMany = method === 'POST' && url.searchParams.has('delete');
      const keys = isDeleteOfMany
        ? [...body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => unescaped(key))
        : [];
      const wanted = isDeleteOfMany ? keys.length : 1;
      const made = Math.max(0, Math.min(wanted, this.#last - this.changes));
      this.changes += made;
      if (made > 0) this.passed += 1;
      if (made < wanted) {
        this.#onKill();
        // As many as the server had deleted when the client was killed.
        for (const key of keys.slice(0, made)) await this.#remove(key);
        return refuse(outgoing, 403, 'AccessDenied');
      }
    }
    const answer = await this.#target.answer({ method, url, headers, body });
    outgoing.writeHead(answer.status, answer.headers);
    outgoing.end(method === 'HEAD' ? undefined : answer.body);
  }
}

function unescaped(text: string): string {
  const characters = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replaceAll(/&(lt|gt|quot|apos|amp);/g, (_, name: keyof typeof characters) => characters[name]);
}
