import { FormatError } from '../../base/errors.js';
import { numberFilter, numberRows } from './number-table.js';
import { type AnnotationPoint, type PointReader, placement } from './point.js';
import { dynamoRotation, particlePoint } from './rotation.js';
import { emClarityHint, isEmClarityRow } from './sniff-points.js';

/** Columns of a table, counted from 1 like in Dynamo; `shift` and `position` are those of x. */
const column = { shift: 4, tdrot: 7, tilt: 8, narot: 9, tomogram: 20, position: 24 } as const;

/**
 * Reads the particles of a Dynamo table (`.tbl`), columns as on the Dynamo wiki's "Table" page: position plus shift,
 * both in pixels, which Dynamo counts from 1, unchanged. `filter` selects a tomogram by its number in column 20, or
 * by its file in a `.doc`. Fails with a FormatError for a list of emClarity, which has as many columns.
 */
export const readDynamo: PointReader = async function* (source, type, options) {
  const toLocation = placement(options);
  const filter = await numberFilter(source, 'the tomogram in column 20', options);
  for await (const rows of numberRows(source, column.position + 2)) {
    const [first] = rows;
    if (first !== undefined && isEmClarityRow(first.tokens)) {
      const facts = { path: source.path, line: first.line, hint: emClarityHint };
      const found = 'a rotation matrix in columns 17 to 25';
      throw new FormatError('not a table of Dynamo', { ...facts, found });
    }
    const points: AnnotationPoint[] = [];
    for (const { number } of rows) {
      if (!filter.matches(number(column.tomogram))) continue;
      const axis = (index: 0 | 1 | 2) => number(column.position + index) + number(column.shift + index);
      const location = toLocation(axis(0), axis(1), axis(2));
      const rotation = () => dynamoRotation(number(column.tdrot), number(column.tilt), number(column.narot));
      points.push(particlePoint(type, location, rotation, options));
    }
    yield points;
  }
  filter.warnOfNone();
};
