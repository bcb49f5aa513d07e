import { UsageError } from '../../base/errors.js';
import { engineOptions, storageOptions, zarrOptions } from './engine-options.js';
import { choice, flag, wholeNumber } from './kinds.js';
import type { OptionTable, ValueOption } from './option.js';

/** Most levels of a pyramid: units of work hold whole voxels of the coarsest one. */
const mostLevels = 5;

/** What a conversion can be asked for, by whatever calls it. */
export const convertOptions = {
  ...storageOptions,
  levels: levels(),
  voxelSize: voxelSize(),
  kind: choice(['tomogram', 'tiltseries', 'instance-mask'], {
    help: 'choose what the volume is',
    note: 'a tilt series is not binned across sections; labels of an instance mask are kept, not averaged',
  }),
  ...zarrOptions,
  overwrite: flag({ help: 'replace OUT if it exists' }),
  ...engineOptions,
} satisfies OptionTable;

/** The options of `cryoet convert`. */
export const convertCommandOptions = {
  ...convertOptions,
  quiet: flag({ help: 'hide progress' }),
  verbose: flag({ help: 'show where errors come from' }),
} satisfies OptionTable;

function levels(): ValueOption<number> {
  return {
    kind: 'value',
    placeholder: 'N',
    help: 'set the number of levels of an OME-Zarr',
    note: `1 to ${mostLevels}`,
    shownDefault: '3',
    initial: () => 3,
    parse: (given, name) => wholeNumber(given, 1, mostLevels, `${name} takes a number of 1 to ${mostLevels}`),
  };
}

function voxelSize(): ValueOption<number | undefined> {
  return {
    kind: 'value',
    placeholder: 'ANGSTROM',
    help: 'set the voxel size in Å along all axes',
    shownDefault: 'that of IN',
    initial: () => undefined,
    parse(given, name) {
      const value = Number(given);
      if (given.trim() !== '' && Number.isFinite(value) && value > 0) return value;
      throw new UsageError(`${name} takes a number above 0, not ${given}`);
    },
  };
}
