import type { ConfigSource, Pattern } from '../../config/index.js';
import { FormatError } from '../../errors/index.js';
import { formatFixed } from '../../layout/index.js';
import { glob } from '../../storage/glob/index.js';
import { readVolumeHeader } from '../../volume/source/index.js';
import type { Item } from '../item.js';
import type { SourceContext } from '../source-context.js';
import { expandSourceGlob } from './expand-glob.js';
import { collect, type Found } from './found.js';
import { fullPath } from './full-path.js';

/** `tomogram_header`: the voxel sizes (Å, y axis, 3 decimals) that the listed volumes' headers give. */
export async function findByHeader(
  finder: { readonly listGlob: string; readonly matchRegex: Pattern },
  source: ConfigSource,
  parent: Item | null,
  context: SourceContext,
): Promise<Found[]> {
  const pattern = expandSourceGlob(finder.listGlob, source, parent, context);
  const results: Found[] = [];
  for (const { key } of await glob(context.input, pattern, { cache: context.inputListings })) {
    if (!finder.matchRegex.test(fullPath(context.input, key))) continue;
    const { voxelSize } = await readVolumeHeader(context.input, key);
    if (voxelSize === null) {
      throw new FormatError('the header gives no voxel size', {
        path: context.input.location(key),
        expected: 'cell dimensions and sampling above 0',
        found: 'none',
      });
    }
    results.push({ name: formatFixed(voxelSize.y, 3), origin: 'literal', key: null });
  }
  return collect(results);
}
