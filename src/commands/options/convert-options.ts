import { mrcTypes } from '../../volume/mrc/narrow-samples.js';
import { engineOptions, storageOptions, zarrOptions } from './engine-options.js';
import { choice, flag, positiveOrNone, progressOptions, value, wholeNumber } from './kinds.js';
import type { OptionTable } from './option.js';

/** Most levels of a pyramid: a work unit of a conversion contains whole voxels of the coarsest level. */
const mostLevels = 5;

/** Options of a conversion, for the command and the API. */
export const convertOptions = {
  ...storageOptions,
  levels: value(
    'N',
    () => 3,
    (given, name) => wholeNumber(given, 1, mostLevels, `${name} takes a number of 1 to ${mostLevels}`),
    { help: 'set the number of levels of an OME-Zarr', note: `1 to ${mostLevels}`, shownDefault: '3' },
  ),
  voxelSize: positiveOrNone('ANGSTROM', {
    help: 'set the voxel size in Å along all axes',
    shownDefault: 'that of IN',
  }),
  kind: choice(['tomogram', 'tiltseries', 'instance-mask'], {
    help: 'choose what the volume is',
    note: 'a tilt series is not binned across sections; labels of an instance mask are kept, not averaged',
  }),
  type: choice(['keep', ...mrcTypes], {
    help: 'choose the type of the samples of an MRC',
    note: '`keep` takes that of IN, or the smallest that holds it; an OME-Zarr has float32',
  }),
  ...zarrOptions,
  overwrite: flag({ help: 'replace OUT if it exists' }),
  ...engineOptions,
} satisfies OptionTable;

export const convertCommandOptions = {
  ...convertOptions,
  ...progressOptions,
} satisfies OptionTable;
