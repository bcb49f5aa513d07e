import { IngestError } from '../../errors/index.js';
import type { KnownTables } from './known-tables.js';
import type { AxisOrder, Location } from './point.js';

/** How a file of points is to be read. */
export interface PointOptions {
  /** Name of a row of `pointFormats`. */
  readonly format: string;
  /** Every coordinate is divided by it; above 0, default 1. */
  readonly binning?: number | null;
  /** Order of the coordinates in the file, default xyz; formats with named coordinates ignore it. */
  readonly order?: AxisOrder | null;
  /** One character, default the format's own. */
  readonly delimiter?: string | null;
  /** Value of the format's tomogram column that selects the rows of one run; absent: all rows. */
  readonly filter?: string | null;
  /** What is known of files that were read with a filter; added to. Absent: every reading reads all. */
  readonly tables?: KnownTables;
  /** Told of what a curator should look at; the points are read all the same. */
  readonly warn?: (message: string) => void;
}

/** How coordinates of a file become a location. */
export type Place = (first: number, second: number, third: number) => Location;

/** Applies order and binning; fails with an IngestError on a binning that is not above 0. */
export function placement({ binning, order }: PointOptions): Place {
  const divisor = binning ?? 1;
  if (!(divisor > 0)) {
    throw new IngestError('the binning cannot divide', {
      expected: 'a number above 0',
      found: String(divisor),
    });
  }
  if (order === 'zyx') return (z, y, x) => ({ x: x / divisor, y: y / divisor, z: z / divisor });
  return (x, y, z) => ({ x: x / divisor, y: y / divisor, z: z / divisor });
}
