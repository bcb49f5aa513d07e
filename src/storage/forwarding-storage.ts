import type { refusedWrites, Storage } from './storage.js';

/** A method that changes what is at a key. */
export type Mutation = keyof ReturnType<typeof refusedWrites>;

/** A storage that forwards every call to `inner`. Subclasses override what they change. */
export class ForwardingStorage implements Storage {
  readonly url: string;
  readonly flat: boolean;

  constructor(readonly inner: Storage) {
    this.url = inner.url;
    this.flat = inner.flat;
  }

  location(key: string) {
    return this.inner.location(key);
  }

  stat(key: string) {
    return this.inner.stat(key);
  }

  async storedDigests(key: string) {
    return (await this.inner.storedDigests?.(key)) ?? [];
  }

  kind(key: string) {
    return this.inner.kind(key);
  }

  readDirectory(key: string, start?: string) {
    return this.inner.readDirectory(key, start);
  }

  list(prefix: string, isEverything?: boolean) {
    return this.inner.list(prefix, isEverything);
  }

  get(key: string, limit?: number, etag?: string) {
    return this.inner.get(key, limit, etag);
  }

  open(key: string) {
    return this.inner.open(key);
  }

  put(key: string, bytes: Uint8Array) {
    return this.mutate(key, 'put', () => this.inner.put(key, bytes));
  }

  createExclusive(key: string, bytes: Uint8Array) {
    return this.mutate(key, 'createExclusive', () => this.inner.createExclusive(key, bytes));
  }

  async createFile(key: string, size?: number | null) {
    const writer = await this.inner.createFile(key, size);
    return { ...writer, commit: () => this.mutate(key, 'createFile', () => writer.commit()) };
  }

  async stageDirectory(key: string, before?: readonly string[]) {
    const staged = await this.inner.stageDirectory(key, before);
    return { ...staged, commit: () => this.mutate(key, 'stageDirectory', () => staged.commit()) };
  }

  copyFrom(source: Storage, sourceKey: string, key: string) {
    return this.mutate(key, 'copyFrom', () => this.inner.copyFrom(source, sourceKey, key));
  }

  delete(key: string) {
    return this.mutate(key, 'delete', () => this.inner.delete(key));
  }

  deleteDirectory(key: string) {
    return this.mutate(key, 'deleteDirectory', () => this.inner.deleteDirectory(key));
  }

  async freeBytes() {
    return (await this.inner.freeBytes?.()) ?? null;
  }

  removeLeftovers(key: string, age?: number, name?: string, keys?: readonly string[]) {
    return this.mutate(key, 'removeLeftovers', () => this.inner.removeLeftovers(key, age, name, keys));
  }

  close() {
    return this.inner.close();
  }

  /** Does what a method changes at a key, for a file or directory its commit. Subclasses do more before or after. */
  protected mutate<Result>(_key: string, _method: Mutation, work: () => Promise<Result>): Promise<Result> {
    return work();
  }
}

/** Returns the storage below all forwarding ones, which copies faster from one of its own kind. */
export function bareStorage(storage: Storage): Storage {
  return storage instanceof ForwardingStorage ? bareStorage(storage.inner) : storage;
}
