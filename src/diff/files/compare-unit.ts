import { pathTemplates } from '../../layout/index.js';
import type { Asset } from '../../tree/index.js';
import type { ContentChange, Severity, Sides } from '../change.js';
import type { JsonRules } from '../json/index.js';
import { createJsonSeverity } from '../json/index.js';
import { comparePrecomputes } from '../precompute/index.js';
import { unreadableChange } from '../unreadable.js';
import { compareMrc, compareZarr, type VoxelRules } from '../volume/index.js';
import { compareContents } from './compare-contents.js';
import type { FileContext } from './file-context.js';

/** Changes between a file or directory of one tree and its counterpart; what cannot be read is one of them. */
export async function compareUnit(units: Sides<Asset>, context: FileContext): Promise<ContentChange[]> {
  try {
    return await compareReadable(units, context);
  } catch (error) {
    const finding = unreadableChange(error);
    if (finding === null) throw error;
    return [finding];
  }
}

function compareReadable(units: Sides<Asset>, context: FileContext): Promise<ContentChange[]> {
  const { storages, options, kernels } = context;
  const { a, b } = units;
  const places = {
    a: { storage: storages.a, key: a.path, files: a.files },
    b: { storage: storages.b, key: b.path, files: b.files },
  };
  const voxels: VoxelRules = {
    kernels,
    tolerance: options.tolerance,
    isMask: a.variables.shape?.endsWith('mask') ?? false,
  };
  if (a.kind === 'directory') {
    const { tolerance, pointRadius } = options;
    return comparePrecomputes(units, storages, { json: jsonRules(a, context), tolerance, pointRadius });
  }
  if (a.kind === 'zarr') return compareZarr(places, jsonRules(a, context), voxels);
  if (a.path.endsWith('.mrc') && b.path.endsWith('.mrc')) return compareMrc(places, voxels);
  return compareContents(units, context, { json: jsonRules(a, context), severity: severityOfRole(a) });
}

/** How much it matters that the bytes of a file changed, when nothing is known of what they mean. */
export function severityOfRole({ template }: Asset): Severity {
  return template !== null && pathTemplates[template].role === 'data' ? 'science' : 'metadata';
}

function jsonRules({ template }: Asset, { options, isSamePath }: FileContext): JsonRules {
  return {
    tolerance: options.tolerance,
    severityOf: createJsonSeverity(template, options.ignoredFields),
    isSamePath,
  };
}
