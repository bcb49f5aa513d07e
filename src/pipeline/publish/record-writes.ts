import { createHash } from 'node:crypto';
import { crc64Digest, FileSum } from '../../storage/crc64.js';
import type { Digest, DigestAlgorithm, ManifestAlgorithm } from '../../storage/digest-algorithm.js';
import { ForwardingStorage, type Mutation } from '../../storage/forwarding-storage.js';
import { gatherSmall, smallFileBytes } from '../../storage/gather-small.js';
import { createHasher, type Hasher, hashBytes } from '../../storage/hash-file.js';
import { joinKey } from '../../storage/keys.js';
import type { Copied, FileWriter, StagedDirectory, Storage, Written } from '../../storage/storage.js';
import type { LedgerFile } from '../../tree/ledger.js';

/** A written file, with the facts that need no reading. */
export interface WrittenFile extends LedgerFile {
  /** Location of the source that it is an exact copy of. */
  readonly copyOf?: string;
}

/** The digests that are computed while files are written. */
export interface WriteHashing {
  /** Algorithm of the ledger. */
  readonly algorithm: DigestAlgorithm;
  /** Algorithm of the manifest; null without one. */
  readonly manifest: ManifestAlgorithm | null;
  /** True if files on a disk are hashed too, not only objects. */
  readonly hashesFiles: boolean;
}

/** Receives what is written and removed. */
export interface WriteListener {
  wrote(file: WrittenFile): void;
  /** Called for a file, or for a directory with everything below it. */
  removed(path: string): void;
}

/** A view of a storage that reports writes and removals to `listener` after they have succeeded. */
export class RecordingStorage extends ForwardingStorage {
  readonly #listener: WriteListener;
  readonly #hashing: WriteHashing;

  constructor(storage: Storage, listener: WriteListener, hashing: WriteHashing) {
    super(storage);
    this.#listener = listener;
    this.#hashing = hashing;
  }

  override async put(key: string, bytes: Uint8Array) {
    const written = await super.put(key, bytes);
    this.#listener.wrote(this.#inMemory(key, bytes, written));
    return written;
  }

  override async createExclusive(key: string, bytes: Uint8Array) {
    const isNew = await super.createExclusive(key, bytes);
    if (isNew) this.#listener.wrote(this.#inMemory(key, bytes, {}));
    return isNew;
  }

  override async createFile(key: string, size?: number | null) {
    return this.#heard(key, await super.createFile(key, size), false, (file) => this.#listener.wrote(file));
  }

  override async stageDirectory(key: string): Promise<StagedDirectory> {
    const staged = await super.stageDirectory(key);
    const files = new Map<string, WrittenFile>();
    const take = (file: WrittenFile) => files.set(file.path, file);
    const put = async (relativeKey: string, bytes: Uint8Array) => {
      await staged.put(relativeKey, bytes);
      take(this.#inMemory(joinKey(key, relativeKey), bytes, {}));
      return {};
    };
    const create = async (relativeKey: string, size?: number | null) =>
      this.#heard(joinKey(key, relativeKey), await staged.createFile(relativeKey, size), true, take);
    return {
      ...staged,
      commit: async () => {
        const written = await staged.commit();
        this.#listener.removed(key);
        for (const [relativeKey, facts] of written) {
          const file = files.get(joinKey(key, relativeKey));
          if (file !== undefined) take(this.#known(file, facts));
        }
        for (const file of files.values()) this.#listener.wrote(file);
        return written;
      },
      ...(this.#sumsFiles ? { takesRemainders: true } : {}),
      put: async (relativeKey, bytes) => void (await put(relativeKey, bytes)),
      createFile: async (relativeKey, size) =>
        this.flat || (size ?? 0) > smallFileBytes
          ? create(relativeKey, size)
          : gatherSmall({
              location: this.location(joinKey(key, relativeKey)),
              put: (bytes) => put(relativeKey, bytes),
              create: () => create(relativeKey, size),
            }),
    };
  }

  override async copyFrom(source: Storage, sourceKey: string, key: string): Promise<Copied> {
    const copied = await super.copyFrom(source, sourceKey, key);
    const file = { path: key, bytes: copied.bytes, digest: null, copyOf: source.location(sourceKey) };
    this.#listener.wrote(this.#known(file, copied));
    return copied;
  }

  protected override async mutate<Result>(key: string, method: Mutation, work: () => Promise<Result>) {
    const result = await work();
    if (method === 'delete' || method === 'deleteDirectory') this.#listener.removed(key);
    return result;
  }

  /** True if files are summed here. Writers of an object store compute the checksum themselves. */
  get #sumsFiles(): boolean {
    const { algorithm, hashesFiles } = this.#hashing;
    return !this.flat && hashesFiles && algorithm === 'crc64nvme';
  }

  /**
   * Returns the record of a file from its bytes. For an object all digests are computed now, because reading it again
   * takes a request. Those of large files on a disk may be left to worker threads.
   */
  #inMemory(path: string, bytes: Uint8Array, written: Written): WrittenFile {
    const { hashesFiles } = this.#hashing;
    const digestBy = (wanted: DigestAlgorithm): Digest | null =>
      this.flat || (hashesFiles && (wanted === 'crc64nvme' || bytes.length <= smallFileBytes))
        ? hashBytes(bytes, wanted)
        : null;
    return this.#recordOf(path, bytes.length, written, digestBy);
  }

  /** Returns the record of a file with its digests: those that the storage returned, else by `digestBy`. */
  #recordOf(
    path: string,
    bytes: number | null,
    written: Written,
    digestBy: (algorithm: DigestAlgorithm) => Digest | null,
  ): WrittenFile {
    const { algorithm, manifest } = this.#hashing;
    const known = this.#known({ path, bytes, digest: null }, written);
    const second = manifest === null || manifest === algorithm ? null : digestBy(manifest);
    return {
      ...known,
      digest: known.digest ?? digestBy(algorithm),
      ...(second === null ? {} : { manifestDigest: second }),
    };
  }

  /** Adds the facts that the storage returned when the file was written. */
  #known(file: WrittenFile, { etag, crc64 }: Written): WrittenFile {
    const isWanted = crc64 !== undefined && this.#hashing.algorithm === 'crc64nvme';
    return {
      ...file,
      ...(isWanted ? { digest: crc64Digest(crc64) } : {}),
      ...(etag === undefined ? {} : { etag }),
    };
  }

  /** Returns a writer that sums and hashes the pieces as they are written. */
  #heard(
    path: string,
    writer: FileWriter,
    isStaged: boolean,
    onCommit: (file: WrittenFile) => void,
  ): FileWriter {
    const { algorithm, manifest, hashesFiles } = this.#hashing;
    const sum = this.#sumsFiles ? new FileSum() : null;
    // Workers may write to the file on the disk themselves. Without sums, those bytes are not seen here.
    const isAllSeen = sum !== null || this.flat || isStaged;
    const ordered = new Map<DigestAlgorithm, InOrder>();
    for (const name of hashesFiles || this.flat ? [algorithm, manifest] : [])
      if (name !== null && name !== 'crc64nvme') ordered.set(name, new InOrder(name));
    let end = 0;
    return {
      ...writer,
      commit: async () => {
        const written = await writer.commit();
        const bytes = isAllSeen ? end : ((await super.stat(path))?.size ?? null);
        const crc = sum?.finish(end) ?? null;
        const digestBy = (wanted: DigestAlgorithm) =>
          wanted === 'crc64nvme' && crc !== null
            ? crc64Digest(crc)
            : (ordered.get(wanted)?.finish(bytes) ?? null);
        onCommit(this.#recordOf(path, bytes, written, digestBy));
        return written;
      },
      ...(sum === null
        ? {}
        : {
            sums: {
              add: (offset, length, remainder) => {
                end = Math.max(end, offset + length);
                sum.add(offset, length, remainder);
              },
            },
          }),
      write: async (offset, bytes, remainder) => {
        // Hashed before the write: the caller may reuse its memory after it.
        if (remainder === undefined) sum?.addBytes(offset, bytes);
        else sum?.add(offset, bytes.length, remainder);
        for (const digest of ordered.values()) digest.add(offset, bytes);
        end = Math.max(end, offset + bytes.length);
        await writer.write(offset, bytes, remainder);
      },
    };
  }
}

/** Hashes a file as long as its pieces arrive in order. */
class InOrder {
  #hasher: Hasher | null;
  #end = 0;

  constructor(algorithm: DigestAlgorithm) {
    this.#hasher = createHasher(algorithm);
  }

  add(offset: number, bytes: Uint8Array): void {
    if (offset !== this.#end) this.#hasher = null;
    this.#hasher?.update(bytes);
    this.#end += bytes.length;
  }

  /** Returns the digest of a file of `size` bytes; null if not all bytes arrived, or not in order. */
  finish(size: number | null): Digest | null {
    return this.#end === size ? (this.#hasher?.finish() ?? null) : null;
  }
}

/** Returns the SHA-256 of facts as JSON, in hexadecimal; for equal facts with keys in the same order it is equal. */
export function digestOf(facts: unknown): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}
