import { IngestError } from '../../errors/index.js';
import type { ByteSource } from '../byte-source/index.js';
import type { AnnotationPoint, PointType } from './point.js';
import type { PointFormat, PointOptions } from './point-options.js';
import { readCopick } from './read-copick.js';
import { readDelimited, readTardis } from './read-delimited.js';
import { readModel } from './read-model.js';
import { readStarPoints } from './read-star-points.js';

const formatsOf: Readonly<Record<PointType, readonly PointFormat[]>> = {
  point: [
    'csv',
    'csv_with_header',
    'tsv',
    'mod',
    'relion3_star',
    'relion4_star',
    'tomoman_relion_star',
    'stopgap_star',
    'copick',
  ],
  orientedPoint: ['mod', 'relion3_star', 'relion4_star', 'tomoman_relion_star', 'stopgap_star', 'copick'],
  instancePoint: ['tardis', 'copick'],
};

/**
 * The points of a file in batches, in file order. Tables are read piece by piece, whatever their length; a STAR
 * file is read twice where its filter only matches as a number, or where its optics come last; see `options.tables`.
 * Fails with a FormatError that names the place in the file, or an IngestError for options that do not go together.
 */
export function readPoints(
  source: ByteSource,
  type: PointType,
  options: PointOptions,
): AsyncGenerator<readonly AnnotationPoint[]> {
  if (!formatsOf[type].includes(options.format)) {
    throw new IngestError(`${options.format} holds no points of type ${type}`, {
      path: source.path,
      expected: formatsOf[type].join(', '),
      found: options.format,
    });
  }
  switch (options.format) {
    case 'csv':
    case 'csv_with_header':
    case 'tsv':
      return readDelimited(source, options);
    case 'tardis':
      return readTardis(source, options);
    case 'mod':
      return readModel(source, type, options);
    case 'copick':
      return readCopick(source, type, options);
    default:
      return readStarPoints(source, type === 'orientedPoint' ? type : 'point', options.format, options);
  }
}
