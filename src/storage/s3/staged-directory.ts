import { withCommit } from '../forwarding-storage.js';
import { assertSafeKey, joinKey } from '../keys.js';
import { partialDirectoryMarker as marker } from '../partial-name.js';
import { type FileWriter, type StagedDirectory, WriterState, type Written } from '../storage.js';
import { deleteObject, deleteObjects, keysBelow, putObject } from './objects.js';
import type { S3Connection } from './s3-connection.js';
import { type PartStore, S3Writer } from './s3-writer.js';

const isMetadata = (key: string) => /(^|\/)(\.z(attrs|array|group)|info)$|\.json$/.test(key);

/**
 * Creates an unfinished directory in an object store, where objects appear one by one. Order: a marker first; before
 * the first object older ones are deleted; then data; at `commit` metadata is written, the root's attributes last, and
 * the marker is deleted.
 */
export async function stageS3Directory(
  connection: S3Connection,
  store: PartStore,
  key: string,
  before?: readonly string[],
): Promise<StagedDirectory> {
  await putObject(connection, joinKey(key, marker), new Uint8Array(0));
  return new S3StagedDirectory(connection, store, key, before);
}

class S3StagedDirectory implements StagedDirectory {
  readonly #connection: S3Connection;
  readonly #store: PartStore;
  readonly #key: string;
  /** Keys of the older objects; undefined: they are listed. */
  readonly #before: readonly string[] | undefined;
  readonly #metadata = new Map<string, Uint8Array>();
  /** By key relative to the directory. */
  readonly #written = new Map<string, Written>();
  readonly #state: WriterState;
  /** Set once older objects are being deleted. */
  #withdrawn: Promise<void> | null = null;

  constructor(connection: S3Connection, store: PartStore, key: string, before?: readonly string[]) {
    this.#connection = connection;
    this.#store = store;
    this.#key = key;
    this.#before = before;
    this.#state = new WriterState(connection.location(key));
  }

  async put(relativeKey: string, bytes: Uint8Array): Promise<void> {
    const key = this.#place(relativeKey);
    if (isMetadata(relativeKey)) {
      // The caller may reuse its memory before the commit.
      this.#metadata.set(relativeKey, new Uint8Array(bytes));
      return;
    }
    await this.withdraw();
    this.#written.set(relativeKey, await putObject(this.#connection, key, bytes));
  }

  async createFile(relativeKey: string, size: number | null = null): Promise<FileWriter> {
    const key = this.#place(relativeKey);
    await this.withdraw();
    const writer = new S3Writer(this.#connection, key, this.#store, size);
    return withCommit(writer, async () => {
      const written = await writer.commit();
      this.#written.set(relativeKey, written);
      return written;
    });
  }

  withdraw(): Promise<void> {
    this.#state.check();
    this.#withdrawn ??= this.#deleteAll(this.#before);
    return this.#withdrawn;
  }

  async commit(): Promise<ReadonlyMap<string, Written>> {
    this.#state.check();
    await this.withdraw();
    const put = async ([relativeKey, bytes]: readonly [string, Uint8Array]) => {
      const key = joinKey(this.#key, relativeKey);
      this.#written.set(relativeKey, await putObject(this.#connection, key, bytes));
    };
    const metadata = [...this.#metadata];
    for (const next of [0, 1]) await Promise.all(metadata.filter(([key]) => rank(key) === next).map(put));
    for (const attributes of metadata.filter(([key]) => rank(key) === 2)) await put(attributes);
    await deleteObject(this.#connection, this.#markerKey);
    this.#state.commit();
    return this.#written;
  }

  /**
   * Discards everything, because older objects may be half overwritten. Never fails, since the original error matters
   * more: if the marker stays, the next ingest deletes the rest.
   */
  async abort(): Promise<void> {
    if (!this.#state.abort()) return;
    await this.#clear().catch(() => undefined);
  }

  async #clear(): Promise<void> {
    await this.#withdrawn?.catch(() => undefined);
    if (this.#withdrawn !== null) await this.#deleteAll();
    await deleteObject(this.#connection, this.#markerKey);
  }

  /** Deletes the objects of the directory but its marker; `listed` are their keys where they are known. */
  async #deleteAll(listed?: readonly string[]): Promise<void> {
    const keys = listed ?? (await keysBelow(this.#connection, this.#key));
    const kept = this.#markerKey;
    await deleteObjects(
      this.#connection,
      this.#key,
      keys.filter((key) => key !== kept),
    );
  }

  #place(relativeKey: string): string {
    this.#state.check();
    assertSafeKey(relativeKey, `${this.#connection.location(this.#key)}/${relativeKey}`);
    return joinKey(this.#key, relativeKey);
  }

  get #markerKey(): string {
    return joinKey(this.#key, marker);
  }
}

/** Order of metadata: arrays, then groups, then the file that makes a reader recognise an image. */
function rank(key: string): number {
  if (key.endsWith('.zattrs') || key === 'zarr.json') return 2;
  return key.endsWith('.zgroup') ? 1 : 0;
}
