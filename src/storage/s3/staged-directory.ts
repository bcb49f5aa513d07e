import { withCommit } from '../forwarding-storage.js';
import { assertSafeKey, joinKey } from '../keys.js';
import { partialDirectoryMarker as marker } from '../partial-name.js';
import { type FileWriter, type StagedDirectory, WriterState, type Written } from '../storage.js';
import { deleteObject, deleteObjects, keysBelow, putObject } from './objects.js';
import type { S3Connection } from './s3-connection.js';
import { type PartStore, S3Writer } from './s3-writer.js';

const isMetadata = (key: string) => /(^|\/)(\.z(attrs|array|group)|info)$|\.json$/.test(key);

/**
 * Creates an unfinished directory in an object store, where objects appear one by one. Order: a marker first, then
 * data; at `commit` leftover older objects are deleted, then metadata is written, the root's attributes last, and the
 * marker is deleted.
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
  /** True once older objects are being replaced. */
  #isReplacing = false;

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
      this.#metadata.set(relativeKey, bytes);
      return;
    }
    this.#written.set(relativeKey, await putObject(this.#connection, key, bytes));
  }

  async createFile(relativeKey: string, size: number | null = null): Promise<FileWriter> {
    const key = this.#place(relativeKey);
    const writer = new S3Writer(this.#connection, key, this.#store, size);
    return withCommit(writer, async () => {
      const written = await writer.commit();
      this.#written.set(relativeKey, written);
      return written;
    });
  }

  async commit(): Promise<ReadonlyMap<string, Written>> {
    this.#state.check();
    this.#isReplacing = true;
    const kept = [...this.#written.keys(), ...this.#metadata.keys(), marker];
    await this.#deleteBut(
      kept.map((key) => joinKey(this.#key, key)),
      this.#before,
    );
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
    if (this.#written.size > 0 || this.#isReplacing) await this.#deleteBut([this.#markerKey]);
    await deleteObject(this.#connection, this.#markerKey);
  }

  async #deleteBut(kept: readonly string[], listed?: readonly string[]): Promise<void> {
    const isKept = new Set(kept);
    const keys = listed ?? (await keysBelow(this.#connection, this.#key));
    await deleteObjects(
      this.#connection,
      this.#key,
      keys.filter((key) => !isKept.has(key)),
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

/** Order of metadata: arrays, then groups, then the attributes that make a reader recognise an image. */
function rank(key: string): number {
  if (key.endsWith('.zattrs')) return 2;
  return key.endsWith('.zgroup') ? 1 : 0;
}
