import type { RandomReader, Storage } from '../storage.js';

/** Files that stay open while nobody reads them: a table of many runs is read by each of them. */
const keptOpen = 64;

/** A file that several may read at a time. */
export interface SharedFile {
  readonly reader: RandomReader;
  /** Says that one who opened it is done; it stays open for the next where `isKept`. */
  release(isKept: boolean): Promise<void>;
}

interface Entry {
  readonly reader: RandomReader;
  users: number;
}

/** Opens each file once for all who read it at a time, and keeps some open for who comes next. */
export class OpenFiles {
  readonly #storage: Storage;
  readonly #opened = new Map<string, Promise<Entry>>();

  readonly #onOpen: () => void;

  constructor(storage: Storage, onOpen: () => void) {
    this.#storage = storage;
    this.#onOpen = onOpen;
  }

  async open(key: string): Promise<SharedFile> {
    const opening = this.#opened.get(key) ?? this.#openFirst(key);
    this.#opened.delete(key);
    this.#opened.set(key, opening);
    let entry: Entry;
    try {
      entry = await opening;
    } catch (error) {
      this.#opened.delete(key);
      throw error;
    }
    entry.users += 1;
    return { reader: entry.reader, release: (isKept) => this.#release(key, entry, isKept) };
  }

  async #openFirst(key: string): Promise<Entry> {
    const reader = await this.#storage.open(key);
    this.#onOpen();
    return { reader, users: 0 };
  }

  async closeAll(): Promise<void> {
    for (const [key, opening] of [...this.#opened]) {
      const entry = await opening.catch(() => null);
      if (entry !== null) await this.#drop(key, entry);
    }
  }

  async #release(key: string, entry: Entry, isKept: boolean): Promise<void> {
    entry.users -= 1;
    if (entry.users === 0 && !isKept) await this.#drop(key, entry);
    for (const [oldest, opening] of [...this.#opened]) {
      if (this.#opened.size <= keptOpen) break;
      const idle = await opening.catch(() => null);
      if (idle?.users === 0) await this.#drop(oldest, idle);
    }
  }

  async #drop(key: string, { reader }: Entry): Promise<void> {
    this.#opened.delete(key);
    await reader.close();
  }
}
