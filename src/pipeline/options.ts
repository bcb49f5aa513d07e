import type { Pattern } from '../config/index.js';
import type { EntityType } from '../entities/index.js';
import type { PictureLimits } from '../formats/picture/index.js';
import type { ContrastMethod } from '../neuroglancer/contrast/index.js';
import type { SourceOptions } from '../sources/source-context.js';
import type { DigestAlgorithm } from '../storage/index.js';
import type { BinningEdge } from '../volume/volume.js';
import type { ZarrForm } from '../volume/zarr-form.js';

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
