import type { Pattern } from '../deposition/config/regex.js';
import type { Item } from '../deposition/item.js';
import type { SourceContext, SourceOptions } from '../deposition/source-context.js';
import type { PictureLimits } from '../formats/picture/picture-format.js';
import type { ContrastMethod } from '../neuroglancer/contrast-limits.js';
import type { DigestAlgorithm } from '../storage/digest-algorithm.js';
import type { EntityType } from '../tree/entities/entity-type.js';
import type { Proof } from '../tree/ledger.js';
import type { VolumeEngine } from '../volume/engine/volume-engine.js';
import type { VolumePreview } from '../volume/engine/volume-job.js';
import type { BinningEdge, ZarrForm } from '../volume/volume.js';
import type { LineWork } from './convert/line-work.js';
import type { Scene } from './key-image/scene.js';
import type { Claims } from './publish/claims.js';
import type { ItemRecorder } from './publish/item-recorder.js';
import type { PublishingStorage } from './publish/publishing-storage.js';
import type { TreeLedger } from './publish/tree-ledger.js';
import type { EventListener } from './walk/events.js';
import type { Failures } from './walk/failures.js';

/** How an ingest is run, whatever asked for it. */
export interface IngestOptions extends SourceOptions {
  readonly binningEdge: BinningEdge;
  readonly writeMrc: boolean;
  readonly writeZarr: boolean;
  /** How OME-Zarrs are written; as the portal's are by default. */
  readonly zarrForm?: ZarrForm;
  /** Entity types whose data are imported. */
  readonly importTypes: ReadonlySet<EntityType>;
  /** Entity types whose metadata are written. */
  readonly metadataTypes: ReadonlySet<EntityType>;
  /** Per type: an item is visited when one of these matches from the start of its name. */
  readonly filters: ReadonlyMap<EntityType, readonly Pattern[]>;
  /** Per type: an item is left out when one of these matches from the start of its name. */
  readonly excludes: ReadonlyMap<EntityType, readonly Pattern[]>;
  /** How the contrast of volume renderings is found. */
  readonly contrast: ContrastMethod;
  /** Where the tree will be published: the address that viewer configurations read it from. */
  readonly httpsPrefix: string;
  /** Whether annotations are written in the form that viewers load, too. */
  readonly precompute: boolean;
  /** What is decoded of pictures; the usual limits by default. */
  readonly pictures?: PictureLimits;
  /**
   * Workers for what viewers load of masks; with more than 1, another spells and reads the lines of points. 1, all is done on
   * the calling thread, by default.
   */
  readonly workers?: number;
  /**
   * What of the deposition is done; all of it by default. `runs`: the known runs and nothing above them, which the report of
   * each is left in its ledger of; `finish`: all but the runs, whose ledgers and reports are gathered.
   */
  readonly share?: 'whole' | 'runs' | 'finish';
  readonly dryRun: boolean;
  /** In a dry run: only sizes are wanted, and no content is looked at for what would fail. */
  readonly sizesOnly?: boolean;
  readonly failFast: boolean;
  /** Whether files are hashed for the ledger, true by default. */
  readonly digests?: boolean;
  /** What files are hashed with; SHA-256 by default. */
  readonly digest?: DigestAlgorithm;
  /** Whether manifest and provenance of the tree are written. */
  readonly manifest?: boolean;
  /** Whether everything is made again that earlier ingests finished. */
  readonly noResume?: boolean;
}

/** The local file of `--resume FILE`: what earlier ingests finished, and this one does. */
export interface ResumeFile {
  /** The proof noted last for what has this digest; null when nothing was. */
  proofOf(made: string): Proof | null;
  /** Notes that something is finished; `label` is for people who read the file. */
  note(label: string, made: string, proof: Proof): void;
}

/** A deposition as it is read, and what converts and publishes it; nothing else is shared between items. */
export interface IngestContext extends SourceContext {
  readonly options: IngestOptions;
  /** SHA-256 of the configuration. */
  readonly configDigest: string;
  readonly engine: VolumeEngine;
  readonly claims: Claims;
  /** The local file that finished items are noted in and known from, where one was named. */
  readonly resumeFile: ResumeFile | null;
  /** What is in the output and how it was made; null where nothing is written. */
  readonly treeLedger: TreeLedger | null;
  /** What is known of the metadata files of runs that were written to; null where nothing is written. */
  readonly published: Pick<PublishingStorage, 'changedDocuments' | 'forget'> | null;
  readonly failures: Failures;
  /** Records the item that is being made, for the ledger. */
  readonly recorder: ItemRecorder | null;
  /** The time written into metadata and labels. */
  readonly now: () => Date;
  readonly emit: EventListener;
  /** Spells and reads the lines of points. */
  readonly lines: LineWork;
  /** How many objects the inputs of annotations show, as far as it is known. */
  readonly objectCounts: ObjectCounts;
  /** What is kept of tomograms that were converted, for their key images and viewer configurations. */
  readonly previews: VolumePreviews;
  /** What the key images of a tomogram show; those of the tomograms looked at last are kept. */
  scene(tomogram: Item): Promise<Scene>;
}

/** Bytes that are kept; of more, what was kept first is let go, and read again where it is needed. */
const mostBytes = 24 * 1024 * 1024;

/** Previews of the tomograms that were converted last, by the path of their MRC. */
interface VolumePreviews {
  keep(path: string, preview: VolumePreview): void;
  /** What is known of a tomogram; null where it was not converted, or is forgotten. */
  of(path: string): VolumePreview | null;
}

/** Previews of nothing yet. */
export function createVolumePreviews(most = mostBytes): VolumePreviews {
  const kept = new Map<string, VolumePreview>();
  return {
    keep(path, preview) {
      kept.delete(path);
      kept.set(path, preview);
      let bytes = [...kept.values()].reduce((sum, one) => sum + bytesOf(one), 0);
      for (const [oldest, one] of kept) {
        if (bytes <= most) break;
        kept.delete(oldest);
        bytes -= bytesOf(one);
      }
    },
    of: (path) => kept.get(path) ?? null,
  };
}

function bytesOf({ slab, coarsest }: VolumePreview): number {
  return (slab?.sums.byteLength ?? 0) + (coarsest?.values.byteLength ?? 0);
}

/** One source's contribution to an annotation. */
interface CountedInput {
  readonly item: Item;
  readonly finder: { readonly shape: string };
  readonly key: string;
}

/** How many objects the inputs of annotations show, for as long as the items are there: files of millions of points are not read again. */
export class ObjectCounts {
  readonly #ofItems = new WeakMap<Item, Map<string, number>>();

  /** What is known of an input that was written, or what `count` finds; fails with what that fails with. */
  async of(input: CountedInput, count: () => Promise<number>): Promise<number> {
    const known = this.#ofItems.get(input.item)?.get(nameOf(input));
    if (known !== undefined) return known;
    const counted = await count();
    this.note(input, counted);
    return counted;
  }

  /** An input was written that shows so many. */
  note(input: CountedInput, count: number): void {
    const counts = this.#ofItems.get(input.item) ?? new Map<string, number>();
    this.#ofItems.set(input.item, counts);
    counts.set(nameOf(input), count);
  }

  /** What shows an item is written anew. */
  forget(item: Item): void {
    this.#ofItems.delete(item);
  }
}

/** One file may be the input of several shapes. */
function nameOf({ finder, key }: CountedInput): string {
  return `${finder.shape} ${key}`;
}

/** Whether `--filter` and `--exclude` let the items of a name be visited. */
export function isSelected(
  type: EntityType,
  name: string,
  { options }: Pick<IngestContext, 'options'>,
): boolean {
  if (options.excludes.get(type)?.some((pattern) => pattern.test(name))) return false;
  const wanted = options.filters.get(type);
  return wanted === undefined || wanted.some((pattern) => pattern.test(name));
}

/** Whether this ingest imports the data of an item, so that they are only absent from the output where that failed. */
export function isImported({ type, name, origin }: Item, context: Pick<IngestContext, 'options'>): boolean {
  return origin !== 'output' && context.options.importTypes.has(type) && isSelected(type, name, context);
}
