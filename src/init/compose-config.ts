import type { SectionName } from '../tree/entities/entity-type.js';
import { type Answers, applyAnswers } from './answers.js';
import { buildDocument } from './build-document.js';
import type { Entry } from './entries.js';
import type { PlannedSource, UnusedFile } from './plan-sources.js';
import type { NameOrigin } from './run-matcher.js';
import type { Survey } from './survey.js';
import { type Placeholder, renderYaml } from './yaml-document.js';

/** A file that the configuration finds. */
interface AssignedFile {
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
interface ComposeOptions {
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

/** A name that files have in place of their run's, a cell of the table of runs. */
interface MappedName {
  readonly run: string;
  /** Column of the table, as globs name it. */
  readonly column: string;
  readonly name: string;
  readonly from: NameOrigin;
  /** Nothing but the order of names told it. */
  readonly guessed: boolean;
}

/** Names that differ from those of the runs, by column and run. */
function mappedNames(sources: readonly PlannedSource[]): MappedName[] {
  const names = new Map<string, MappedName>();
  for (const { group } of sources) {
    if (group.foreign === null) continue;
    const { column, by } = group.foreign;
    for (const [run, name] of group.foreign.names)
      names.set(`${column} ${run}`, { run, column, name, from: by, guessed: by === 'order' });
  }
  return [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name);
}
