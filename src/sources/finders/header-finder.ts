import type { ConfigSource, Pattern } from '../../config/index.js';
import { describeError, FormatError } from '../../errors/index.js';
import { formatFixed } from '../../layout/index.js';
import { readVolumeHeader } from '../../volume/source/index.js';
import type { Item } from '../item.js';
import type { SourceContext } from '../source-context.js';
import { expandSourceGlob } from './expand-glob.js';
import { collect, type Found } from './found.js';
import { fullPath } from './full-path.js';
import { globInput } from './glob-input.js';

/**
 * `tomogram_header`: the voxel sizes (Å, y axis, 3 decimals) that the listed volumes' headers give. Those that cannot be read
 * are left out with a warning; fails with what is wrong with the first where none can be read.
 */
export async function findByHeader(
  finder: { readonly listGlob: string; readonly matchRegex: Pattern },
  source: ConfigSource,
  parent: Item | null,
  context: SourceContext,
): Promise<Found[]> {
  const pattern = expandSourceGlob(finder.listGlob, source, parent, context);
  const results: Found[] = [];
  const failures: unknown[] = [];
  for (const { key } of await globInput(pattern, source, context)) {
    if (!finder.matchRegex.test(fullPath(context.input, key))) continue;
    try {
      results.push({ name: await spacingOf(key, context), origin: 'literal', key: null });
    } catch (error) {
      failures.push(error);
    }
  }
  if (results.length === 0 && failures.length > 0) throw failures[0];
  for (const error of failures) context.warn(`gives no voxel spacing: ${describeError(error)}`, parent);
  return collect(results);
}

async function spacingOf(key: string, context: SourceContext): Promise<string> {
  const { voxelSize } = await readVolumeHeader(context.input, key);
  if (voxelSize !== null) return formatFixed(voxelSize.y, 3);
  throw new FormatError('the header gives no voxel size', {
    path: context.input.location(key),
    expected: 'cell dimensions and sampling above 0',
    found: 'none',
  });
}
