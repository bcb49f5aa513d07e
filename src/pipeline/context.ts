import type { Item } from '../sources/item.js';
import type { SourceContext } from '../sources/source-context.js';
import type { VolumeEngine } from '../volume/engine/index.js';
import type { Scene } from './convert/key-image/scene.js';
import type { IngestOptions } from './options.js';
import type { Claims } from './publish/claims.js';
import type { Ledger } from './publish/ledger.js';
import type { EventListener } from './walk/events.js';

/** A deposition as it is read, and what converts and publishes it; nothing else is shared between items. */
export interface IngestContext extends SourceContext {
  readonly options: IngestOptions;
  readonly engine: VolumeEngine;
  readonly claims: Claims;
  /** What earlier ingests finished; null when all is to be made anew. */
  readonly ledger: Ledger | null;
  /** The time written into metadata and labels. */
  readonly now: () => Date;
  readonly emit: EventListener;
  /** What the key images of a tomogram show; those of the tomograms looked at last are kept. */
  scene(tomogram: Item): Promise<Scene>;
}
