import { parseAnyPath } from '../layout/index.js';

/** Whether a file may be without a byte: annotations without a point are, and what a precompute's members are is not ours to judge. */
export function isMayBeEmpty(path: string): boolean {
  return path.endsWith('.ndjson') || parseAnyPath(path, 'documented')?.template === 'annotationPrecompute';
}
