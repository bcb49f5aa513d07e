import type { Recognized } from '../sources/sniff/index.js';
import type { DocumentFacts, MeshFacts, PictureFacts, TextFacts } from './kinds/other-facts.js';
import type {
  AlignmentFacts,
  AnglesFacts,
  CtfFacts,
  MdocFacts,
  TransformsFacts,
} from './kinds/series-facts.js';
import type { PointsFacts, StarFacts, TableFacts } from './kinds/table-facts.js';
import type { FramesFacts, VolumeFacts } from './kinds/volume-facts.js';

/** What the readers see in a file, by its kind. */
export type InspectedFacts =
  | VolumeFacts
  | FramesFacts
  | PictureFacts
  | MeshFacts
  | PointsFacts
  | MdocFacts
  | AnglesFacts
  | TransformsFacts
  | AlignmentFacts
  | CtfFacts
  | StarFacts
  | TableFacts
  | DocumentFacts
  | TextFacts;

/** What a file is. */
export type Inspection = InspectedFacts & {
  /** As it was given. */
  readonly path: string;
  /** As the registry of its kind names the format. */
  readonly format: string;
  /** Bytes of the file; null for an OME-Zarr. */
  readonly bytes: number | null;
  /** What it can be read as besides. */
  readonly others: readonly Recognized[];
};
