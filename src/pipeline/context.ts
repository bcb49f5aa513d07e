import type { Item } from '../sources/item.js';
import type { SourceContext } from '../sources/source-context.js';
import type { VolumeEngine } from '../volume/engine/index.js';
import type { ObjectCounts } from './convert/annotation/object-counts.js';
import type { Scene } from './convert/key-image/scene.js';
import type { LineWork } from './convert/lines/line-work.js';
import type { VolumePreviews } from './convert/volume-previews.js';
import type { IngestOptions } from './options.js';
import type { Claims } from './publish/claims.js';
import type { ItemRecorder, ResumeFile, TreeLedger } from './publish/ledger/index.js';
import type { PublishingStorage } from './publish/publishing-storage.js';
import type { EventListener } from './walk/events.js';
import type { Failures } from './walk/failures.js';

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
