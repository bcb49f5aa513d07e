import { undoing } from '../base/closing.js';
import { isSameBytes, keepNewest } from '../base/collections.js';
import { StorageError } from '../base/errors.js';
import { ForwardingStorage } from './forwarding-storage.js';
import type { ListingCache } from './listing-cache.js';
import { ByteCache, type FileStart } from './read-once.js';
import { memoryReader, type ObjectInfo, type RandomReader, type Storage } from './storage.js';

/** Bytes of the largest object that is kept, as many as opening an object reads, and of all that are kept. */
const smallObject = 64 * 1024;
const mostKept = 8 * 1024 * 1024;
const mostAsked = 1000;

/**
 * An object store that does not change meanwhile: what its listings have is not asked for again, and small objects
 * that were read last are kept. Fails with a StorageError for an object that is not as it was listed, so that several
 * reads of one are of the same bytes.
 */
export class ListedInput extends ForwardingStorage {
  readonly #contents = new ByteCache(mostKept);
  /** Objects that no listing has, such as tables that all runs share. */
  readonly #asked = new Map<string, Promise<ObjectInfo | null>>();

  /** `onRead` is called with each key that is asked for. */
  constructor(
    inner: Storage,
    private readonly listings: ListingCache,
    private readonly onRead: (key: string) => void = () => undefined,
  ) {
    super(inner);
  }

  override async stat(key: string): Promise<ObjectInfo | null> {
    this.onRead(key);
    const { size, modified, etag } = (await this.listings.entry(key)) ?? {};
    if (size === undefined || modified === undefined)
      return keepNewest(this.#asked, key, this.#asked.get(key) ?? super.stat(key), mostAsked);
    return { key, size, modified, ...(etag === undefined ? {} : { etag }) };
  }

  override async kind(key: string) {
    return (await this.listings.entry(key))?.kind ?? super.kind(key);
  }

  override list(prefix: string, isEverything?: boolean) {
    this.onRead(prefix);
    return super.list(prefix, isEverything);
  }

  override async get(key: string, limit?: number): Promise<Uint8Array> {
    this.onRead(key);
    const known = this.#contents.get(key);
    // Of larger ones only the start is kept.
    if (known !== undefined && known.size <= Math.min(smallObject, limit ?? smallObject))
      return new Uint8Array(known.bytes);
    const bytes = await super.get(key, limit, (await this.#listed(key))?.etag);
    await this.#checkListed(key, bytes.length);
    return this.#keep(key, bytes);
  }

  override async open(key: string): Promise<RandomReader> {
    this.onRead(key);
    const known = this.#contents.get(key);
    if (known !== undefined)
      return known.size > smallObject ? this.#reopen(key, known) : memoryReader(known.bytes);
    const listed = await this.#listed(key);
    const reader = await super.open(key);
    await undoing(reader, 'close', () => this.#checkListed(key, reader.size, reader.etag));
    if (listed?.size === undefined) return reader;
    const bytes = this.#keep(key, await reader.read(0, smallObject), reader.size);
    if (reader.size > smallObject) return reader;
    await reader.close();
    return memoryReader(bytes);
  }

  /** Opens an object whose first bytes are known; asks for it, and compares them, once others are needed. */
  #reopen(key: string, { size, bytes: start }: FileStart): RandomReader {
    let opening: Promise<RandomReader> | null = null;
    const open = async () => {
      const reader = await super.open(key);
      return undoing(reader, 'close', async () => {
        if (!isSameBytes(await reader.read(0, start.length), start)) throw this.#changed(key, {});
        await this.#checkListed(key, reader.size, reader.etag);
        return reader;
      });
    };
    return {
      size,
      localPath: null,
      async read(offset, length) {
        if (opening === null && offset + length <= start.length)
          return new Uint8Array(start.subarray(offset, offset + length));
        opening ??= open();
        return (await opening).read(offset, length);
      },
      verify: async () => (await opening)?.verify?.(),
      close: async () => (await opening?.catch(() => null))?.close(),
    };
  }

  async #listed(key: string) {
    return (await this.listings.entry(key)) ?? this.#asked.get(key);
  }

  /**
   * Fails with a StorageError if an object has another size than its listing, as one that is cut off on the way, or
   * another entity tag.
   */
  async #checkListed(key: string, size: number, etag?: string): Promise<void> {
    const listed = await this.#listed(key);
    if (listed?.size !== undefined && listed.size !== size)
      throw this.#changed(key, { expected: `${listed.size} bytes, as listed`, found: `${size} bytes` });
    if (listed?.etag !== undefined && etag !== undefined && listed.etag !== etag)
      throw this.#changed(key, { expected: `ETag ${listed.etag}, as listed`, found: `ETag ${etag}` });
  }

  #changed(key: string, facts: { readonly expected?: string; readonly found?: string }): StorageError {
    const hint = 'ingest again once the source is at rest';
    return new StorageError('failed', 'changed while it was read', {
      path: this.location(key),
      ...facts,
      hint,
    });
  }

  #keep(key: string, bytes: Uint8Array, size = bytes.length): Uint8Array {
    if (bytes.length <= smallObject) this.#contents.set(key, { size, bytes: new Uint8Array(bytes) });
    return bytes;
  }
}

/** True if every read of an object of a storage with an ETag is compared with the one that it was listed with. */
export function readsAsListed(storage: Storage): boolean {
  return (
    storage instanceof ForwardingStorage && (storage instanceof ListedInput || readsAsListed(storage.inner))
  );
}
