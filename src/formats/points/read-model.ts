import { type FormatError, fileError } from '../../base/errors.js';
import { sixDigits } from '../../base/messages.js';
import { readWhole } from '../byte-source.js';
import { type ImodModel, parseImodModel } from '../imod-model.js';
import { type AnnotationPoint, type PointOptions, type PointReader, placement } from './point.js';
import { particlePoint, slicerRotation } from './rotation.js';

/**
 * Reads the points of an IMOD model: those of all contours, or its slicer angles for oriented points. Fails with a
 * FormatError if the model has none.
 */
export const readModel: PointReader = async function* (source, type, options) {
  const toLocation = placement(options);
  const model = parseImodModel(await readWhole(source), source.path);
  for (const warning of model.warnings) options.warn?.(`${source.path}: ${warning}`);
  warnOfVoxelSize(model, source.path, options);
  if (type === 'orientedPoint') {
    yield slicerPoints(model, options, source.path);
    return;
  }
  const contours = model.objects.flatMap(({ contours }) => contours);
  if (contours.length === 0) throw lacks('contours', source.path);
  for (const { points } of contours) {
    const batch: AnnotationPoint[] = [];
    for (let at = 0; at < points.length; at += 3) {
      batch.push({ type: 'point', location: toLocation(points[at]!, points[at + 1]!, points[at + 2]!) });
    }
    yield batch;
  }
};

/** Warns of a model drawn on voxels of another size, by over 10 %, than its coordinates are taken for; 1 Å is unset. */
function warnOfVoxelSize({ voxelSize }: ImodModel, path: string, options: PointOptions): void {
  const { binning, voxelSpacing, warn } = options;
  if (voxelSize === null || voxelSpacing == null || voxelSize === 1) return;
  const [drawn, taken] = [sixDigits(voxelSize), voxelSpacing / (binning ?? 1)];
  if (Math.abs(voxelSize - taken) <= 0.1 * taken) return;
  const fit = sixDigits(voxelSpacing / voxelSize);
  warn?.(
    `${path}: the model was drawn on voxels of ${drawn} Å, its coordinates are taken for voxels of ${sixDigits(taken)} Å; binning: ${fit} puts them in place`,
  );
}

function slicerPoints(model: ImodModel, options: PointOptions, path: string): AnnotationPoint[] {
  if (model.slicerAngles.length === 0) throw lacks('slicer angles (SLAN)', path);
  const toLocation = placement(options);
  return model.slicerAngles.map(({ angles, centre }) =>
    particlePoint('orientedPoint', toLocation(...centre), () => slicerRotation(...angles), options),
  );
}

function lacks(what: string, path: string): FormatError {
  return fileError(`the model has no ${what}`, path, what, 'none');
}
