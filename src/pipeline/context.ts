import type { Pattern } from '../deposition/config/regex.js';
import type { Item, ItemInput } from '../deposition/item.js';
import type { SourceContext, SourceOptions } from '../deposition/source-context.js';
import type { PictureLimits } from '../formats/picture/picture-formats.js';
import type { ContrastMethod } from '../neuroglancer/contrast-limits.js';
import type { DigestAlgorithm } from '../storage/digest-algorithm.js';
import type { EntityType } from '../tree/entities/entity-type.js';
import type { Proof } from '../tree/ledger.js';
import type { VolumeEngine } from '../volume/engine/volume-engine.js';
import type { VolumePreview } from '../volume/engine/volume-job.js';
import type { BinningEdge, ZarrForm } from '../volume/volume.js';
import type { LineWork } from './convert/line-work.js';
import type { Scene } from './key-image/draw-key-image.js';
import type { Claims } from './publish/claims.js';
import type { ItemRecorder } from './publish/item-recorder.js';
import type { Lease } from './publish/lease.js';
import type { PublishingStorage } from './publish/publishing-storage.js';
import type { TreeLedger } from './publish/tree-ledger.js';
import type { EventListener } from './walk/events.js';
import type { Failures } from './walk/failures.js';

export interface IngestOptions extends SourceOptions {
  readonly binningEdge: BinningEdge;
  readonly writeMrc: boolean;
  readonly writeZarr: boolean;
  /** Remove forms that are left out and that the ledger does not prove to be up to date. */
  readonly removeOtherForm?: boolean;
  /** Version and compression of OME-Zarrs; default: as on the portal. */
  readonly zarrForm?: ZarrForm;
  /** Entity types whose data are imported. */
  readonly importTypes: ReadonlySet<EntityType>;
  /** Entity types whose metadata are written. */
  readonly metadataTypes: ReadonlySet<EntityType>;
  /** By type: an item is selected if a pattern matches at the start of its name. */
  readonly filters: ReadonlyMap<EntityType, readonly Pattern[]>;
  /** By type: an item is excluded if a pattern matches at the start of its name. */
  readonly excludes: ReadonlyMap<EntityType, readonly Pattern[]>;
  /** Method that finds the contrast of volume renderings. */
  readonly contrast: ContrastMethod;
  /** URL at which the tree will be published; viewer configurations refer to it. */
  readonly httpsPrefix: string;
  /** Write annotations as Neuroglancer precomputed data too. */
  readonly precompute: boolean;
  /** Limits of decoded pictures; the default limits if absent. */
  readonly pictures?: PictureLimits;
  /** Memory budget in MiB; no limit if absent. */
  readonly memory?: number;
  /** Threads for precomputed masks; above 1, one more for the lines of points. Default 1: only the calling thread. */
  readonly workers?: number;
  /**
   * Share of the deposition; default `whole`. `runs`: the known runs and nothing above them; the ledger of each run
   * gets its report. `finish`: everything except the runs, whose ledgers and reports are gathered.
   */
  readonly share?: 'whole' | 'runs' | 'finish';
  readonly dryRun: boolean;
  /** In a dry run: compute sizes only, without checking contents. */
  readonly sizesOnly?: boolean;
  readonly failFast: boolean;
  /** Hash files for the ledger; default true. */
  readonly digests?: boolean;
  /** Hash algorithm of the ledger; default CRC-64/NVME. */
  readonly digest?: DigestAlgorithm;
  /** Write manifest and provenance of the tree. */
  readonly manifest?: boolean;
  /** Make everything again, also what earlier ingests finished. */
  readonly noResume?: boolean;
}

/** The local file of `--resume FILE`, which records finished data. */
export interface ResumeFile {
  /** Returns the last proof recorded for outputs with this digest, or null. */
  proofOf(made: string): Proof | null;
  /** Records finished data; `label` is for people who read the file. */
  note(label: string, made: string, proof: Proof): void;
}

/** The deposition that is read, and everything that converts and publishes it. Items share nothing else. */
export interface IngestContext extends SourceContext {
  readonly options: IngestOptions;
  /** SHA-256 of the configuration. */
  readonly configDigest: string;
  readonly engine: VolumeEngine;
  readonly claims: Claims;
  /** Local file with finished items, if one was named. */
  readonly resumeFile: ResumeFile | null;
  /** Ledgers of the output; null in a dry run. */
  readonly treeLedger: TreeLedger | null;
  /** Metadata files of the runs that are written; null in a dry run. */
  readonly published: Pick<
    PublishingStorage,
    'changedDocuments' | 'settle' | 'beginNew' | 'hold' | 'forget'
  > | null;
  readonly failures: Failures;
  /** Lease of the run, below a run that is written. */
  readonly lease?: Pick<Lease, 'check'> & Partial<Pick<Lease, 'isInherited' | 'areLeftoversGone'>>;
  /** Recorder of the current item, for the ledger. */
  readonly recorder: ItemRecorder | null;
  /** Time that is written into metadata and MRC labels. */
  readonly now: () => Date;
  readonly emit: EventListener;
  /** Formats and parses the lines of points. */
  readonly lines: LineWork;
  /** Known object counts of annotation inputs. */
  readonly objectCounts: ObjectCounts;
  /** Previews of converted tomograms, for their key images and viewer configurations. */
  readonly previews: VolumePreviews;
  /** Returns the scene of a tomogram's key images; the scenes used last are kept. */
  scene(tomogram: Item): Promise<Scene>;
}

/** Limit of kept previews in bytes. Beyond it the oldest is dropped, and read again if it is needed. */
const mostBytes = 24 * 1024 * 1024;

/** Previews of the last converted tomograms, by the path of their MRC; at most `most` bytes. */
export class VolumePreviews {
  readonly #kept = new Map<string, VolumePreview>();
  readonly #most: number;

  constructor(most = mostBytes) {
    this.#most = most;
  }

  keep(path: string, preview: VolumePreview): void {
    this.#kept.delete(path);
    this.#kept.set(path, preview);
    let bytes = [...this.#kept.values()].reduce((sum, one) => sum + bytesOf(one), 0);
    for (const [oldest, one] of this.#kept) {
      if (bytes <= this.#most) break;
      this.#kept.delete(oldest);
      bytes -= bytesOf(one);
    }
  }

  /** Returns the preview of a tomogram; null if it was not converted, or was dropped. */
  of(path: string): VolumePreview | null {
    return this.#kept.get(path) ?? null;
  }

  /** Drops the previews below a directory. */
  forget(directory: string): void {
    for (const path of this.#kept.keys()) if (path.startsWith(`${directory}/`)) this.#kept.delete(path);
  }
}

function bytesOf({ slab, coarsest }: VolumePreview): number {
  return (slab?.sums.byteLength ?? 0) + (coarsest?.values.byteLength ?? 0);
}

/** The object counts of annotation inputs, so that files with millions of points are not read again. */
export class ObjectCounts {
  readonly #counts = new WeakMap<ItemInput, number>();

  /** Returns the known count of an input, or the result of `count`. */
  async of(input: ItemInput, count: () => Promise<number>): Promise<number> {
    const known = this.#counts.get(input) ?? (await count());
    this.note(input, known);
    return known;
  }

  /** Records the count of a written input. */
  note(input: ItemInput, count: number): void {
    this.#counts.set(input, count);
  }

  /** Forgets the counts of an item that is written again. */
  forget({ inputs = [] }: Pick<Item, 'inputs'>): void {
    for (const input of inputs) this.#counts.delete(input);
  }
}

/** True if `--filter` and `--exclude` select an item. */
export function isSelected(
  type: EntityType,
  name: string,
  { options }: { readonly options: Pick<IngestOptions, 'filters' | 'excludes'> },
): boolean {
  if (options.excludes.get(type)?.some((pattern) => pattern.test(name))) return false;
  const wanted = options.filters.get(type);
  return wanted === undefined || wanted.some((pattern) => pattern.test(name));
}

/** True if this ingest imports the data of an item; if the output lacks them then, the import failed. */
export function isImported({ type, name, origin }: Item, context: Pick<IngestContext, 'options'>): boolean {
  return origin !== 'output' && context.options.importTypes.has(type) && isSelected(type, name, context);
}
