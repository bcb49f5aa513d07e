import { ForwardingStorage } from '../../src/storage/forwarding-storage.js';
import type { Storage } from '../../src/storage/storage.js';

/** How often each method of a storage was called; each is about one request where the storage is a bucket. */
export type Calls = Record<string, number>;

const local: ReadonlySet<string | symbol> = new Set<keyof Storage>(['location', 'close']);

/** The same storage, which counts what is asked of it. */
export function countCalls(storage: Storage, calls: Calls): Storage {
  return new Proxy(new ForwardingStorage(storage), {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        if (!local.has(name)) calls[String(name)] = (calls[String(name)] ?? 0) + 1;
        return Reflect.apply(value, target, args);
      };
    },
  });
}
