/** The beginning of a file, or all of it. */
export interface FileStart {
  /** Bytes of the file. */
  readonly size: number;
  readonly bytes: Uint8Array;
}

/** Beginnings of files, those used last up to a number of bytes. */
export class ByteCache {
  readonly #limit: number;
  readonly #entries = new Map<string, FileStart>();
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): FileStart | undefined {
    const start = this.#entries.get(key);
    if (start === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, start);
    return start;
  }

  set(key: string, start: FileStart): void {
    this.#bytes += start.bytes.length - (this.#entries.get(key)?.bytes.length ?? 0);
    this.#entries.delete(key);
    this.#entries.set(key, start);
    for (const [oldest, { bytes }] of this.#entries) {
      if (this.#bytes <= this.#limit || oldest === key) break;
      this.#entries.delete(oldest);
      this.#bytes -= bytes.length;
    }
  }
}
