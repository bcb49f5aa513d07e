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
  readonly opening: Promise<RandomReader>;
  /** Who has it open, or waits for it to be. */
  users: number;
}

/** Opens each file once for all who read it at a time, and keeps some open for who comes next. */
export class OpenFiles {
  readonly #storage: Storage;
  readonly #opened = new Map<string, Entry>();

  readonly #onOpen: (key: string) => void;

  constructor(storage: Storage, onOpen: (key: string) => void) {
    this.#storage = storage;
    this.#onOpen = onOpen;
  }

  async open(key: string): Promise<SharedFile> {
    const entry = this.#opened.get(key) ?? { opening: this.#openFirst(key), users: 0 };
    // Counted before anything is waited for: a release meanwhile must not close it.
    entry.users += 1;
    this.#opened.delete(key);
    this.#opened.set(key, entry);
    try {
      const reader = await entry.opening;
      return { reader, release: (isKept) => this.#release(key, entry, isKept) };
    } catch (error) {
      if (this.#opened.get(key) === entry) this.#opened.delete(key);
      throw error;
    }
  }

  async #openFirst(key: string): Promise<RandomReader> {
    const reader = await this.#storage.open(key);
    this.#onOpen(key);
    return reader;
  }

  async closeAll(): Promise<void> {
    for (const [key, entry] of [...this.#opened]) await this.#drop(key, entry);
  }

  async #release(key: string, entry: Entry, isKept: boolean): Promise<void> {
    entry.users -= 1;
    if (entry.users === 0 && !isKept) await this.#drop(key, entry);
    for (const [oldest, idle] of [...this.#opened]) {
      if (this.#opened.size <= keptOpen) break;
      if (idle.users === 0) await this.#drop(oldest, idle);
    }
  }

  /** Closes a file, once, and nothing else that was opened under its key since. */
  async #drop(key: string, entry: Entry): Promise<void> {
    if (this.#opened.get(key) !== entry) return;
    this.#opened.delete(key);
    const reader = await entry.opening.catch(() => null);
    await reader?.close();
  }
}
