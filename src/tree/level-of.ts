import { fixedDirectories, layouts, type PathTemplateName, pathTemplates } from '../layout/index.js';
import type { DirectoryEntry } from '../storage/index.js';

/** Whether a directory is a run, a dataset or, by default, a whole tree, by what lies right in it. */
export function levelOf(entries: readonly DirectoryEntry[]): 'tree' | 'dataset' | 'run' {
  const holds = (template: PathTemplateName) =>
    entries.some(({ name, kind }) => kind === 'file' && fileNames(template).includes(name));
  const isRun = entries.some(({ name, kind }) => kind === 'directory' && fixedDirectories('run').has(name));
  if (isRun || holds('runMetadata')) return 'run';
  return holds('datasetMetadata') ? 'dataset' : 'tree';
}

function fileNames(template: PathTemplateName): string[] {
  return layouts.map((layout) => pathTemplates[template].path[layout].split('/').at(-1) ?? '');
}
