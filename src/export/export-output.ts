import { resolve } from 'node:path';
import { StorageError, UsageError } from '../base/errors.js';
import { encodeJson } from '../base/json-text.js';
import { type JsonObject, type JsonValue, textAt } from '../base/json-value.js';
import { copyThrough, type StagedDirectory, type Storage, writeInRow } from '../storage/storage.js';
import type { PublishedTree } from '../tree/open-tree.js';
import type { Kernels } from '../volume/kernels/kernels.js';
import type { ExportedRun } from './exported-run.js';

/** The input of a writer: the selected runs of a tree, in the order of the tree. */
export interface ExportProject {
  readonly tree: PublishedTree;
  readonly runs: readonly ExportedRun[];
  readonly kernels: Pick<Kernels, 'readLines' | 'spellLines'>;
  /** True if points are not read; only that there are files of them is checked. */
  readonly isDryRun?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Records what an item loses by what its points turn out to have. */
  lose?(item: string, loss: string): void;
}

/**
 * Writes the files of a format. It reports what an item loses to `out` before or while it writes, and passes the rows
 * of points on as they are read. In a dry run `out` only notes the files, and there are no points.
 */
export type ExportWriter = (project: ExportProject, out: ExportOutput) => Promise<void>;

export type ExportLoss = {
  /** The item, such as `10901/TS_001 annotation 100 at 13.480 Å`. */
  readonly item: string;
  readonly loss: string;
};

interface OutputOptions {
  readonly tree: Storage;
  /** The directory that is written; null in a dry run. */
  readonly target: StagedDirectory | null;
  /** True if the output is in an object store, which has no links. */
  readonly isFlat: boolean;
  /** `link`: as symbolic links, or addresses where there are none. */
  readonly volumes: 'link' | 'copy' | 'none';
  readonly signal?: AbortSignal | undefined;
}

/** A part of a text, as such or in UTF-8. */
export type TextPiece = string | Uint8Array;

/** Returns what a path of the tree leads to. Fails with a StorageError that names the item if there is nothing. */
export async function kindOf(tree: Storage, key: string, entity: string): Promise<'file' | 'directory'> {
  const kind = await tree.kind(key);
  if (kind !== null) return kind;
  throw new StorageError('missing', 'no such file', { path: tree.location(key), entity });
}

/** Bytes that file systems allow for a name; the names of runs become longer by what formats add. */
const longestName = 255;

/** The output of an export: writes the files, or only notes them in a dry run, and gathers what items lose. */
export class ExportOutput {
  /** Paths of the files and links below OUT, in the order of writing. */
  readonly files = new Set<string>();
  readonly #losses = new Map<string, ExportLoss>();

  /** `location` is OUT as the user named it. */
  constructor(
    readonly location: string,
    private readonly options: OutputOptions,
  ) {}

  /** Records a loss of an item, once: an item may have it in several files. */
  lose(item: string, loss: string): void {
    this.#losses.set(JSON.stringify([item, loss]), { item, loss });
  }

  /** Losses in the order in which they were recorded. */
  get losses(): ExportLoss[] {
    return [...this.#losses.values()];
  }

  /** Writes a file in pieces. Fails with a UsageError if the path is taken, or as pieces do, even in a dry run. */
  async file(path: string, pieces: () => AsyncIterable<TextPiece> | Iterable<TextPiece>): Promise<void> {
    const target = this.#take(path);
    if (target === null) for await (const _ of pieces());
    else await writeInRow(await target.createFile(path), pieces());
  }

  /** Writes a JSON file, with an indent of 4. Fails with a UsageError if the path is taken. */
  async json(path: string, value: JsonValue): Promise<void> {
    await this.#take(path)?.put(path, encodeJson(value));
  }

  /**
   * Exports a volume of the tree, a file or an OME-Zarr, to `path`: the first of `keys` that the metadata of its item
   * have. Returns the name for the files of the format: the path, or the address in a bucket where a link is
   * impossible, which is a loss; null if no volumes are exported, and, after a loss, if the item has no such volume.
   * Fails with a StorageError if the tree lacks the volume that the metadata name.
   */
  async volume(
    path: string,
    { label: item, metadata }: { readonly label: string; readonly metadata: JsonObject },
    ...keys: readonly string[]
  ): Promise<string | null> {
    const { tree, isFlat, volumes } = this.options;
    const [key = null] = keys.flatMap((name) => textAt(metadata, name) ?? []);
    if (key === null)
      this.lose(item, 'its volume is left out: the metadata name none of the form that is needed');
    if (key === null || volumes === 'none') return null;
    const kind = await kindOf(tree, key, item);
    if (volumes === 'link' && (isFlat || tree.flat)) {
      this.lose(item, 'its volume is an address, which few programs read: --volumes copy copies it');
      return tree.flat ? tree.location(key) : resolve(tree.url, key);
    }
    if (volumes === 'link') await this.#take(path)?.link?.(path, resolve(tree.url, key));
    else if (kind === 'file') await this.#copy(key, path);
    else
      for await (const info of tree.list(key)) await this.#copy(info.key, path + info.key.slice(key.length));
    return path;
  }

  async #copy(key: string, path: string): Promise<void> {
    const target = this.#take(path);
    if (target === null) return;
    await copyThrough(this.options.tree, key, await target.createFile(path));
  }

  #take(path: string): StagedDirectory | null {
    this.options.signal?.throwIfAborted();
    if (this.files.has(path)) {
      throw new UsageError('two items have the same name in this format', {
        path,
        hint: 'export them one after the other: select items with --dataset, --run or --filter',
      });
    }
    const long = path.split('/').find((name) => Buffer.byteLength(name) > longestName);
    if (long !== undefined && !this.options.isFlat) {
      throw new UsageError('a name in this format is too long for a file system', {
        path,
        expected: `at most ${longestName} bytes`,
        found: `${Buffer.byteLength(long)}`,
        hint: 'export to a bucket, which has no such limit, or leave the run out: see --run and --exclude',
      });
    }
    this.files.add(path);
    return this.options.target;
  }
}
