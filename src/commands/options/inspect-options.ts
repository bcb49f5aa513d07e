import { storageOptions } from './engine-options.js';
import { choice, filledText, flag, progressOptions } from './kinds.js';
import type { OptionTable } from './option.js';

/** Options of an inspection, for the command and the API. */
export const inspectOptions = {
  ...storageOptions,
  statistics: flag({
    help: 'read every voxel: minimum, maximum, mean, deviation, labels',
    note: 'labels if all values are whole numbers from 0 to 65535, at most 4096 different ones',
  }),
  compression: flag({
    help: 'estimate the bytes of an OME-Zarr in each version and compression',
    note: 'from three blocks of the volume; see [performance.md](performance.md#bytes-objects-and-requests)',
  }),
} satisfies OptionTable;

export const inspectCommandOptions = {
  ...inspectOptions,
  format: choice(['pretty', 'json'], { help: 'choose the output format' }),
  png: filledText('FILE', {
    help: 'write the central section of the volume to FILE',
    note: 'at most 384 pixels along either side; for one volume',
  }),
  picture: choice(['auto', 'kitty', 'iterm', 'sixel', 'none'], {
    help: 'show the central section in the terminal',
    note: '`auto`: if the terminal can draw pictures',
  }),
  verbose: progressOptions.verbose,
} satisfies OptionTable;
