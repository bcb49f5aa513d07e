import type { SectionName } from '../entities/index.js';
import { type Answers, applyAnswers } from './answers/apply-answers.js';
import { buildDocument } from './build-document.js';
import type { Entry } from './entries/entry.js';
import { type MappedName, mappedNames } from './names/mapped-names.js';
import type { UnusedFile } from './plan/planned-source.js';
import type { Survey } from './survey.js';
import { type Placeholder, renderYaml } from './yaml/render-yaml.js';

/** A file that the configuration finds. */
export interface AssignedFile {
  /** Below INPUT; of an OME-Zarr, its directory. */
  readonly path: string;
  readonly section: SectionName;
  /** Null where it serves all runs. */
  readonly run: string | null;
}

/** A configuration for a source, and what was found for it. */
export interface InitResult {
  /** Text of the configuration. */
  readonly config: string;
  /** Text of the table of runs that lies beside it; null where it needs none. */
  readonly runTable: string | null;
  readonly runs: readonly string[];
  /** Names of files that are not their run's, as the table of runs maps them. */
  readonly mapped: readonly MappedName[];
  readonly files: readonly AssignedFile[];
  readonly unused: readonly UnusedFile[];
  readonly placeholders: readonly Placeholder[];
  /** Places of answers that the configuration does not have. */
  readonly strayAnswers: readonly string[];
}

/** How a configuration is made of what was found. */
export interface ComposeOptions {
  /** Where editors find the JSON Schema of configurations. */
  readonly schema: string;
  /** What a saved entry of an archive says. */
  readonly entry?: Entry;
  readonly answers?: Answers;
}

/** Writes the configuration for a source that was looked at. */
export function composeConfig(
  found: Survey,
  { schema, entry = {}, answers = [] }: ComposeOptions,
): InitResult {
  const { document, runTable } = buildDocument(found, entry);
  const answered = applyAnswers(document, answers);
  const rendered = renderYaml(answered.document, [`yaml-language-server: $schema=${schema}`]);
  const assigned = found.sources.flatMap(({ section, group }) =>
    group.files.map(({ file, run }): AssignedFile => ({ path: file.path, section, run })),
  );
  const photos = found.photos === null ? [] : [...new Set<string>(Object.values(found.photos))];
  const files = [
    ...assigned,
    ...photos.map((path): AssignedFile => ({ path, section: 'dataset_keyphotos', run: null })),
  ];
  return {
    config: rendered.text,
    runTable,
    runs: found.runs,
    mapped: mappedNames(found.sources),
    files: files.sort(byPath),
    unused: [...found.unused].sort(byPath),
    placeholders: rendered.placeholders,
    strayAnswers: answered.stray,
  };
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : Number(a.path > b.path);
}
