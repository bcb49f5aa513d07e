import { fileError } from '../../base/errors.js';
import { readStar } from '../star.js';
import { finiteNumber } from '../text.js';
import { missingColumn, numberRows, watchForClasses } from './number-table.js';
import { type AnnotationPoint, type PointReader, placement } from './point.js';

const block = 'cryolo';
const boxColumns = ['CoordinateX', 'CoordinateY', 'CoordinateZ', 'Width', 'Height'] as const;

/**
 * Reads the centres of the boxes of a crYOLO `.cbox` file, like napari-boxmanager: x and y are the lower left corner
 * of a box, so half its width and height are added; z is the centre already. Fails with a FormatError for a box of a
 * single image, without z.
 */
export const readCbox: PointReader = async function* (source, _, options) {
  const toLocation = placement(options);
  let columns: readonly number[] | null = null;
  for await (const events of readStar(source)) {
    const points: AnnotationPoint[] = [];
    for (const event of events) {
      if (event.block !== block) continue;
      if (event.kind === 'table') {
        const names = event.columns;
        columns = boxColumns.map((name) => {
          const index = names.indexOf(name);
          if (index < 0) throw missingColumn(name, names, { path: source.path, line: event.line });
          return index;
        });
      }
      if (event.kind !== 'rows' || columns === null) continue;
      for (const { cells, line } of event.rows) {
        const facts = { path: source.path, line, expected: `numbers in ${boxColumns.join(', ')}` };
        const [x, y, z, width, height] = columns.map((index) =>
          finiteNumber(cells[index] ?? '', facts, 'not a box of a tomogram'),
        ) as [number, number, number, number, number];
        points.push({ type: 'point', location: toLocation(x + width / 2, y + height / 2, z) });
      }
    }
    yield points;
  }
  if (columns !== null) return;
  const expected = `a block data_${block} with ${boxColumns.join(', ')}`;
  throw fileError('not a crYOLO box file', source.path, expected, 'none');
};

/**
 * Reads a crYOLO `.coords` file: x, y and z of the centres in voxels, blank-separated, one a line, as
 * napari-boxmanager writes it; colours and other columns behind them (`.xyzrgb`) are left out.
 */
export const readCoords: PointReader = async function* (source, _, options) {
  const toLocation = placement(options);
  const watch = watchForClasses(source.path, options);
  for await (const rows of numberRows(source, 3)) {
    yield rows.map(({ number, tokens }) => {
      watch.row(tokens);
      return { type: 'point', location: toLocation(number(1), number(2), number(3)) };
    });
  }
  watch.end();
};
