import type { Digest } from '../../../src/storage/digest-algorithm.js';
import { hashBytes } from '../../../src/storage/hash-file.js';
import { manifestPath } from '../../../src/tree/layout/own-files.js';
import { noSettings } from '../../../src/validate/finding.js';
import type { Depth, ValidationReport } from '../../../src/validate/report.js';
import { rules } from '../../../src/validate/rules/rules.js';
import { type ValidateOptions, validate } from '../../../src/validate/validate.js';
import { createKernelScanner } from '../../../src/validate/voxels/voxel-scanner.js';
import type { Kernels } from '../../../src/volume/kernels/kernels.js';
import { loadKernels } from '../../../src/volume/kernels/load-kernels.js';
import { type Files, memoryStorage } from './memory-storage.js';
import { rememberingScanner } from './remembering-scanner.js';

let kernels: Promise<Kernels> | undefined;

/** Returns a scanner of all voxels, as a validation uses it. */
export function plainScanner(depth: Depth): ValidateOptions['createScanner'] {
  kernels ??= loadKernels();
  return (reader) => createKernelScanner(reader, depth === 'sample', kernels);
}

/** Validates a tree in memory. Files that were scanned in another tree are not scanned again. */
export function validateFiles(
  files: Files,
  depth: Depth,
  options: Partial<ValidateOptions> = {},
): Promise<ValidationReport> {
  return validate({
    storage: memoryStorage(files),
    tree: '/memory',
    scope: { datasets: null, runs: null, runDirectory: null },
    depth,
    layout: 'auto',
    rules,
    skipped: [],
    settings: noSettings,
    createScanner(reader) {
      const scanner = plainScanner(depth)(reader);
      return scanner === null ? null : rememberingScanner(files, scanner, depth === 'sample');
    },
    jobs: 2,
    now: () => new Date(0),
    ...(files.has(manifestPath('sha256')) ? { hashFiles } : {}),
    ...options,
  });
}

/** Computes digests of files in memory. */
export const hashFiles: NonNullable<ValidateOptions['hashFiles']> = async (storage, paths, algorithm) => {
  const hashes = new Map<string, { digest: Digest; bytes: number }>();
  for (const path of paths) {
    const bytes = await storage.get(path);
    hashes.set(path, { digest: hashBytes(bytes, algorithm), bytes: bytes.length });
  }
  return hashes;
};

/** Returns the codes of a report's findings and consequences, without duplicates, in ascending order. */
export function codesOf({ findings }: ValidationReport): string[] {
  const all = findings.flatMap(({ code, consequences = [] }) => [
    code,
    ...consequences.map((each) => each.code),
  ]);
  return [...new Set(all)].sort();
}
