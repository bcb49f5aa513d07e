import type { SectionName } from '../tree/entities/entity-type.js';
import { type Answers, applyAnswers } from './answers.js';
import { buildDocument, describingFile } from './build-document.js';
import type { Entry } from './entries.js';
import type { PlannedSource, UnusedFile } from './plan-sources.js';
import type { NameOrigin } from './run-matcher.js';
import type { Survey } from './survey.js';
import { type Placeholder, renderYaml } from './yaml-document.js';

interface AssignedFile {
  /** Path below INPUT; for an OME-Zarr, its directory. */
  readonly path: string;
  readonly section: SectionName;
  /** Null if it serves all runs. */
  readonly run: string | null;
}

/** A configuration for a source, and what was found. */
export interface InitResult {
  readonly config: string;
  /** Text of the run data map beside the configuration, or null. */
  readonly runTable: string | null;
  readonly runs: readonly string[];
  /** Names in files that differ from the run's, as the run data map lists them. */
  readonly mapped: readonly MappedName[];
  readonly files: readonly AssignedFile[];
  readonly unused: readonly UnusedFile[];
  readonly placeholders: readonly Placeholder[];
  /** Key paths of answers that the configuration lacks. */
  readonly strayAnswers: readonly string[];
}

/** Composes the configuration of a surveyed source, with the URL of the JSON Schema for editors. */
export function composeConfig(
  found: Survey,
  { schema, entry = {}, answers = [] }: { schema: string; entry?: Entry; answers?: Answers },
): InitResult {
  const { document, runTable } = buildDocument(found, entry, answers);
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
    unused: unusedOf(found, entry).sort(byPath),
    placeholders: rendered.placeholders,
    strayAnswers: answered.stray,
  };
}

/** Returns the files that no source finds, and what of a description is left out. */
function unusedOf(found: Survey, entry: Entry): UnusedFile[] {
  const { points, holds = [], leftOut = [], file } = entry;
  const describing = describingFile(found, entry);
  const path = describing?.path ?? file ?? 'the description';
  const held = [...(points === undefined ? [] : ['points']), ...holds].join(', ');
  const isOutside = describing === undefined && held !== '';
  const reasons = [...leftOut, ...(isOutside ? [`not in INPUT, so its ${held} are left out`] : [])];
  const others = found.unused.filter((one) => one.path !== path);
  return [...others, ...reasons.map((reason) => ({ path, reason }))];
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : Number(a.path > b.path);
}

/** A name that files have instead of their run's: a cell of the run data map. */
interface MappedName {
  readonly run: string;
  /** Column of the run data map, as globs refer to it. */
  readonly column: string;
  readonly name: string;
  readonly from: NameOrigin;
  /** True if only the order of the names suggested it. */
  readonly guessed: boolean;
}

/** Returns the names that differ from the run's, sorted by column and run. */
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
