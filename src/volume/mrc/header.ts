import type { SampleType, VolumeHeader } from '../volume.js';
import type { MrcFields } from './fields.js';

/** What an MRC file's header tells of the volume, and where its samples lie. */
export interface MrcHeader extends VolumeHeader {
  readonly format: 'mrc';
  readonly fields: MrcFields;
  /** Byte offset of the first sample. */
  readonly dataOffset: number;
  /** Bytes from one row's start to the next. */
  readonly rowBytes: number;
  /** Bytes of all samples. */
  readonly dataBytes: number;
}

/** The header of a file that may not be a volume: what its words do not tell is null. */
export interface DescribedMrc extends Omit<MrcHeader, 'sampleType' | 'rowBytes' | 'dataBytes'> {
  readonly sampleType: SampleType | null;
  readonly rowBytes: number | null;
  readonly dataBytes: number | null;
}
