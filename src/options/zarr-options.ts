import { UsageError } from '../errors/index.js';
import type { Compression, ZarrForm } from '../volume/zarr-form.js';
import { choice, wholeNumber } from './kinds.js';
import type { OptionTable, OptionValues, ValueOption } from './option.js';

/** Levels of zstd: above 19 it takes far more memory and time for little. */
const mostLevels = 22;
const usualLevel = 3;

/** The options of everything that writes OME-Zarr. */
export const zarrOptions = {
  omeZarr: choice(['0.4', '0.5'], {
    help: 'choose the version of OME-Zarr that is written',
    note: '`0.5` is zarr v3 with shards of 256³ voxels: viewers fetch chunks of 64³ out of them',
    recorded: true,
  }),
  compression: compression(),
} satisfies OptionTable;

/** How the options ask for an OME-Zarr to be written. */
export function zarrFormOf({
  omeZarr: version,
  compression: given,
}: OptionValues<typeof zarrOptions>): ZarrForm {
  return { version, compression: parseCompression(given, 'compression') };
}

/** `lz4`, `zstd` or `zstd:LEVEL`. Fails with a UsageError that names the option. */
export function parseCompression(given: string, name: string): Compression {
  if (given === 'lz4') return { codec: 'lz4' };
  const [codec, level, ...more] = given.split(':');
  const expected = `${name} takes lz4, zstd or zstd:LEVEL with a level of 1 to ${mostLevels}`;
  if (codec !== 'zstd' || more.length > 0) throw new UsageError(`${expected}, not ${given}`);
  return { codec, level: level === undefined ? usualLevel : wholeNumber(level, 1, mostLevels, expected) };
}

function compression(): ValueOption<string> {
  return {
    kind: 'value',
    placeholder: 'lz4|zstd[:LEVEL]',
    help: 'choose what compresses the chunks of an OME-Zarr',
    note: `with byte shuffle; \`zstd\` has level ${usualLevel} unless one of 1 to ${mostLevels} is given: smaller and slower`,
    shownDefault: 'lz4',
    initial: () => 'lz4',
    recorded: true,
    parse(given, name) {
      parseCompression(given, name);
      return given;
    },
  };
}
