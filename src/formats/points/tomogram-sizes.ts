import { fileError } from '../../base/errors.js';
import type { ByteSource } from '../byte-source.js';
import { readStar } from '../star.js';
import { parseFinite } from '../text.js';
import { missingColumn } from './number-table.js';
import type { Vector } from './point.js';

/** Sizes of the tomograms from whose centres a particle file counts. */
export type TomogramSizes = ReturnType<typeof tomogramSizes>;

interface Tomogram {
  readonly pixelSize: number | null;
  readonly size: Vector;
}

const sizeColumns = ['rlnTomoSizeX', 'rlnTomoSizeY', 'rlnTomoSizeZ'] as const;
const nameColumn = 'rlnTomoName';
const pixelColumn = 'rlnTomoTiltSeriesPixelSize';

/** Returns the sizes in a RELION 5 `tomograms.star`, else those of the extent (Å) of the run's own tomogram. */
export function tomogramSizes(tomograms: ReadonlyMap<string, Tomogram> | null, extent: Vector | null) {
  const known = (name: string | null) => (name === null ? undefined : tomograms?.get(name));
  return {
    /** Returns the pixel size of the tilt series in Å; null if unknown. */
    pixelSizeOf: (name: string | null) => known(name)?.pixelSize ?? null,
    /**
     * Returns the centre in pixels of the tilt series, `size / 2`: RELION 5 halves sizes as floats when it reads
     * particles (`tomogram_set.cpp`), though as integers when it projects. Fails with a FormatError if it is unknown.
     */
    centreOf(name: string | null, pixelSize: number, row: { readonly path: string; readonly line: number }) {
      const tomogram = known(name);
      if (tomogram !== undefined) return half(tomogram.size, 1);
      if (tomograms === null && extent !== null) return half(extent, pixelSize);
      const [expected, found] =
        tomograms === null
          ? ['tomograms_path with a tomograms.star, or a tomogram of the run', 'neither']
          : [`${name} in the tomograms file`, [...tomograms.keys()].slice(0, 3).join(', ') || 'no tomograms'];
      throw fileError('the size of the tomogram is unknown', row, expected, found);
    },
  };
}

/** Reads the tomograms of a `tomograms.star` of RELION 5 by name. Fails with a FormatError. */
export async function readTomograms(source: ByteSource): Promise<ReadonlyMap<string, Tomogram>> {
  const tomograms = new Map<string, Tomogram>();
  let columns: readonly string[] | null = null;
  let isThere = false;
  for await (const events of readStar(source)) {
    for (const event of events) {
      if (event.kind === 'table') {
        columns = event.columns.includes(nameColumn) ? event.columns : null;
        const missing = sizeColumns.find((name) => columns?.includes(name) === false);
        if (missing !== undefined)
          throw missingColumn(missing, event.columns, { path: source.path, line: event.line });
        isThere ||= columns !== null;
      }
      if (event.kind !== 'rows' || columns === null) continue;
      for (const { cells, line } of event.rows) {
        const cell = (name: string) => cells[columns?.indexOf(name) ?? -1] ?? '';
        const side = (name: string) => {
          const value = parseFinite(cell(name));
          if (value !== null && value > 0) return value;
          const at = { path: source.path, line };
          throw fileError(`${name} is not a size`, at, 'a number above 0', JSON.stringify(cell(name)));
        };
        tomograms.set(cell(nameColumn), {
          pixelSize: columns.includes(pixelColumn) ? side(pixelColumn) : null,
          size: [side(sizeColumns[0]), side(sizeColumns[1]), side(sizeColumns[2])],
        });
      }
    }
  }
  if (isThere) return tomograms;
  const expected = `a table with ${nameColumn} and ${sizeColumns.join(', ')}`;
  throw fileError('not a list of tomograms', source.path, expected, 'none');
}

function half([x, y, z]: Vector, unit: number): Vector {
  return [x / unit / 2, y / unit / 2, z / unit / 2];
}
