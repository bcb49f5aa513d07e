import {
  createKernelScanner,
  type Depth,
  noSettings,
  rules,
  type ValidateOptions,
  type ValidationReport,
  validate,
} from '../../../src/validate/index.js';
import { type Files, memoryStorage } from './memory-storage.js';

/** Validates a tree in memory. */
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
    createScanner: (reader) => createKernelScanner(reader, depth === 'sample'),
    jobs: 2,
    now: () => new Date(0),
    ...options,
  });
}

/** The codes of a report's findings, each once, ascending. */
export function codesOf({ findings }: ValidationReport): string[] {
  return [...new Set(findings.map(({ code }) => code))].sort();
}
