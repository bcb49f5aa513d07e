import type { ByteSource } from '../byte-source/index.js';
import type { FileHead } from '../sniff/index.js';
import type { AnnotationPoint, PointType } from './point.js';
import type { PointOptions } from './point-options.js';

/** Reads the points of a file in batches, in file order. Fails with a FormatError, or an IngestError for unfit options. */
export type PointReader = (
  source: ByteSource,
  type: PointType,
  options: PointOptions,
) => AsyncGenerator<readonly AnnotationPoint[]>;

/** A kind of point file: what it is called, what it holds and how it is read. */
export interface PointFormat {
  /** As `file_format` of the configuration. */
  readonly name: string;
  readonly description: string;
  /** Types of points that it can give. */
  readonly types: readonly PointType[];
  /** Options that change what is read. */
  readonly options: readonly ('binning' | 'order' | 'delimiter' | 'filter' | 'tomograms')[];
  /** Whether a file begins as one of this kind does. */
  sniff(head: FileHead): boolean;
  readonly read: PointReader;
}
