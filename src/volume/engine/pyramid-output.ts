import { getOrMake } from '../../base/collections.js';
import type { FileWriter, StagedDirectory } from '../../storage/storage.js';
import type { PyramidPlan, Unit } from './pyramid-plan.js';
import type { EncodedUnit } from './volume-job.js';

type CreateFile = () => Promise<FileWriter>;

/** A file whose parts are written as they come. The first bytes create it; without any there is no file. */
export abstract class PartFile {
  /** End of the bytes so far. */
  protected position: number;
  #writer: Promise<FileWriter> | null = null;
  #missing: number;

  /** The parts begin at `start`; `expected` of them will come. */
  constructor(
    start: number,
    expected: number,
    private readonly create: CreateFile,
  ) {
    this.position = start;
    this.#missing = expected;
  }

  /** True once all parts have come. */
  get isComplete(): boolean {
    return this.#missing === 0;
  }

  /** Takes `count` parts, and writes their bytes, with their remainder if it is known. */
  protected async take(count: number, start: number, bytes: Uint8Array, remainder?: bigint): Promise<void> {
    this.#missing -= count;
    if (bytes.length === 0) return;
    this.#writer ??= this.create();
    await (await this.#writer).write(start, bytes, remainder);
  }

  /** Writes what is known only after the last part. */
  protected abstract end(writer: FileWriter): Promise<void>;

  /** Publishes the file. Returns its bytes; 0 if there is no file. */
  async finish(): Promise<number> {
    if (this.#writer === null) return 0;
    const writer = await this.#writer;
    await this.end(writer);
    await writer.commit();
    return this.position;
  }

  /** Drops what was written. */
  async abort(): Promise<void> {
    const writer = await this.#writer?.catch(() => null);
    await writer?.abort();
  }
}

/** The levels of an OME-Zarr being written, with the files that are not complete. */
export abstract class PyramidOutput<File extends PartFile = PartFile> {
  readonly #open = new Map<string, File>();
  #bytesWritten = 0;

  constructor(
    protected readonly plan: PyramidPlan,
    private readonly directory: StagedDirectory,
  ) {}

  /** Bytes of complete files. */
  get bytesWritten(): number {
    return this.#bytesWritten;
  }

  /** Writes the result of a unit; its memory may be reused afterwards. */
  abstract write(unit: Unit, result: EncodedUnit): Promise<void>;

  /** Waits for all chunks and writes the metadata of each level's array. */
  abstract finish(): Promise<void>;

  /** Writes a small file of the directory. */
  async put(relativeKey: string, bytes: Uint8Array): Promise<void> {
    await this.directory.put(relativeKey, bytes);
    this.#bytesWritten += bytes.length;
  }

  /** Drops the files that are not complete. */
  async abort(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    await Promise.allSettled(open.map((file) => file.abort()));
  }

  /** Adds to the file of a key, which `make` makes; publishes it once it is complete. */
  protected async addTo(
    key: string,
    make: (create: CreateFile) => File,
    add: (file: File) => Promise<void>,
  ): Promise<void> {
    const file = getOrMake(this.#open, key, () => make(() => this.directory.createFile(key)));
    await add(file);
    if (!file.isComplete) return;
    const size = await file.finish();
    this.#bytesWritten += size;
    this.#open.delete(key);
  }
}
