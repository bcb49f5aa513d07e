import { tomogramStem } from '../../formats/points/row-filter.js';
import { baseName, parentKey } from '../../storage/keys.js';
import { projectOf } from '../choose-sources.js';
import { areOfNoRun } from '../group-files.js';
import { escapeRegex, literalGlob } from '../name-pattern.js';
import { type PlannedSource, shownTemplate } from '../plan-sources.js';
import { placeholder, scalar } from '../yaml-document.js';
import { factsOf, type ShapeOptions } from './annotation-shape.js';
import { relionListOf } from './source-nodes.js';
import type { Spacings } from './tomograms.js';

/** The facts that the sources of an annotation depend on. */
export interface SourcePlace {
  readonly spacings: Spacings;
  readonly runs: readonly string[];
  /** Texts of the files of Dynamo and RELION that list tomograms, by their path below the prefix. */
  readonly lists: ReadonlyMap<string, string>;
  /** Globs of models of IMOD, which have the points of motive lists of PEET. */
  readonly models: readonly string[];
  /** Mesh that is shown at each point, if there is one. */
  readonly mesh: PlannedSource | null;
}

/** Formats that number their tomograms. */
const numbering = ['dynamo_tbl', 'em_motl', 'stopgap_star'];
const tomogramWanted = (example: string) =>
  `number of the run's tomogram in the table, such as ${example}, a column of run_data_map.csv`;

const noRun =
  'name of the run in the table, such as {run_name}; if the table is of one run, leave its annotation out, or put the name of the run into its path';

/** Returns the options that select a run's rows of a table; none if every run has its own file. */
export function filterOf(
  { group, objectClass }: PlannedSource,
  { runs, lists, models, spacings }: SourcePlace,
): ShapeOptions {
  const facts = factsOf(group.facts);
  const format = facts?.sniffed.format ?? '';
  const isShared = areOfNoRun(group);
  if (isShared && format === 'deepfinder_xml') {
    const start = `${objectClass ?? ''}@`;
    return { filter_value: placeholder(`${start} and ${tomogramWanted(`'${start}{tomogram}'`)}`) };
  }
  if (objectClass !== undefined) return { filter_value: scalar(objectClass, 'its name in the file') };
  if (format === 'peet_motl') {
    const wanted = 'model (.mod) with the points, such as PEET/{run_name}.mod';
    const list = shownTemplate(group.template);
    const beside = models.filter((path) => parentKey(path) === parentKey(list));
    const [model = null] =
      [
        models,
        models.filter((path) => path === list.replace(/_initMOTL\.csv$/i, '.mod')),
        beside.filter((path) => baseName(path).includes(projectOf(list))),
      ].find(({ length }) => length === 1) ?? [];
    const isKnown = model !== null && !/[*?[]/.test(model);
    return { tomograms_path: isKnown ? scalar(model, 'its points') : placeholder(wanted) };
  }
  const isCentred = format === 'relion5_star' && spacings.byName.size === 0;
  const sizes = isCentred ? relionListOf(lists, group.template, 'rlnTomoSizeX') : null;
  const sized =
    sizes === null ? {} : { tomograms_path: scalar(literalGlob(sizes), 'sizes of the tomograms') };
  // Its reader needs the number also in a list of one tomogram.
  if (!isShared && format !== 'stopgap_star') return sized;
  if (numbering.includes(format)) {
    const numbered = [...lists].filter(([path]) => path.endsWith('.doc'));
    const list = ownList(numbered, group.template);
    if (list === undefined || format === 'stopgap_star')
      return { filter_value: placeholder(tomogramWanted("'{tomogram}'")) };
    const tomograms = scalar(list[0], 'numbers and files of the tomograms');
    // The first column of the list numbers the tomograms; a run may be called like one of these numbers.
    const paths = list[1].replace(/^\s*\d+\s/gm, '');
    const file = tomogramStem(filterValue(paths, runs) ?? '{run_name}');
    return { filter_value: scalar(file), tomograms_path: tomograms };
  }
  const filter = filterValue(facts?.text ?? '', runs);
  const isLost = filter === null && runs.length > 1 && facts?.sniffed.kind === 'points';
  return { filter_value: filter === null ? (isLost ? placeholder(noRun) : null) : scalar(filter), ...sized };
}

/** Returns the list of tomograms of a table: the only one, that of its name, or that of its directory. */
function ownList(lists: readonly (readonly [path: string, text: string])[], table: string) {
  const stem = (path: string) => path.replace(/\.[^./]*$/, '');
  const own = [
    lists,
    lists.filter(([path]) => stem(path) === stem(table)),
    lists.filter(([path]) => parentKey(path) === parentKey(table)),
  ];
  // A catalogue has a copy of the list.
  return own.find((some) => new Set(some.map(([, text]) => text)).size === 1)?.[0];
}

/** Returns how a table of all runs spells the name of one, as a template; null if it has none. */
function filterValue(text: string, runs: readonly string[]): string | null {
  const tokens = new Set(text.split(/[\s,]+/));
  for (const run of runs) {
    // TS_1 is not named by TS_11.
    const whole = new RegExp(`(?<!\\d)${escapeRegex(run)}(?!\\d)`);
    const found = [...tokens].filter((token) => whole.test(token)).sort((a, b) => a.length - b.length)[0];
    const parts = found?.split(whole).map((part) => part.replaceAll(/[{}]/g, '$&$&'));
    if (parts !== undefined) return parts.join('{run_name}');
  }
  return null;
}
