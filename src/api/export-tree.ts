import { closing, undoing } from '../base/closing.js';
import { countBy, defined } from '../base/collections.js';
import { UsageError } from '../base/errors.js';
import { encodeJson } from '../base/json-text.js';
import { objectsAt } from '../base/json-value.js';
import { countOf } from '../base/messages.js';
import { toolVersion } from '../base/version.js';
import { storageOf, type storageOptions } from '../commands/options/engine-options.js';
import { exportOptions } from '../commands/options/export-options.js';
import { type Exactly, type OptionValues, resolveOptions } from '../commands/options/option.js';
import {
  contents,
  type ExportFormat,
  type ExportFormatFacts,
  type ExportReport,
} from '../export/export-format.js';
import { exportFormatNames, exportFormats } from '../export/export-formats.js';
import { ExportOutput } from '../export/export-output.js';
import {
  annotationFiles,
  type ExportedRun,
  type ItemFilter,
  readRun,
  tomogramAt,
} from '../export/exported-run.js';
import { loseTransform } from '../export/tilt-sections.js';
import { madeAhead } from '../formats/byte-source.js';
import { fieldsOf, pointFields } from '../formats/points/point.js';
import { openStorage } from '../storage/open-storage.js';
import { longestOutput } from '../storage/partial-name.js';
import { FirstObjects } from '../storage/s3/s3-options.js';
import type { Storage } from '../storage/storage.js';
import { publishedShape } from '../tree/entities/annotation-shapes.js';
import { openTree as openPublished } from '../tree/open-tree.js';
import { type Selection, UnitFilter } from '../tree/selection.js';
import { listDatasets, listRuns, runPlace } from '../tree/units.js';
import { loadKernels } from '../volume/kernels/load-kernels.js';
import { refuseInput, splitLocation } from './locations.js';
import { type OpenTree, scopeOf, withTree } from './open-tree.js';
import { FilterUse, nameFilters } from './pipeline-options.js';

/** Options of an export: those of `cryoet export`, with lists in the plural. */
export interface ExportTreeOptions extends Partial<OptionValues<typeof exportOptions>> {
  /** Aborts the export, which then fails with the signal's reason and leaves nothing at `output`. */
  readonly signal?: AbortSignal;
  /** Called for every run that was read, with the number of runs so far. */
  readonly onRun?: (run: string, runs: number) => void;
}

/** File below OUT with the report, by which an earlier export is recognized. */
const reportName = 'cryoet-export.json';

/** Returns the formats of `exportTree`, with what each cannot hold. */
export function listExportFormats(): ExportFormatFacts[] {
  return exportFormats.map(({ name, description, holds, loses }) => {
    return { name, description, loses: [...contents.filter((kind) => !holds.includes(kind)), ...loses] };
  });
}

/**
 * Exports a published tree, or a dataset or run of one, to the format of another program. What an item loses is in the
 * report. `output` appears only when it is complete. Fails with a UsageError for an unknown format, for a selection
 * or a filter that matches nothing, for runs that the format cannot tell apart, and if `output` has content; and with a
 * StorageError or FormatError that names the file of the tree that cannot be read.
 *
 * @example
 * ```js
 * import { exportTree } from 'cryoet-ingest';
 *
 * const report = await exportTree('published', 'particles', 'star', { runs: ['TS_001'] });
 * console.log(report.runs); // 1
 * ```
 */
export async function exportTree(
  tree: string | OpenTree,
  output: string,
  to: string,
  { signal, onRun, ...given }: ExportTreeOptions = {},
): Promise<ExportReport> {
  const { datasets, runs, filter, exclude, volumes, dryRun, overwrite, ...access } = await resolveOptions(
    exportOptions,
    given,
  );
  const options = access satisfies Exactly<typeof storageOptions, typeof access>;
  const format = exportFormats.find(({ name }) => name === to);
  if (format === undefined) {
    throw new UsageError('unknown format', { expected: exportFormatNames.join(', '), found: to });
  }
  const wanted = nameFilters(filter, 'filter');
  const filters = new FilterUse(wanted);
  const isWanted = itemFilter(wanted, nameFilters(exclude, 'exclude'), filters);
  const unchecked = new FirstObjects();
  return withTree(tree, { options, unchecked, isWhole: false }, async ({ storage, below, location }) => {
    const published = await openPublished(storage);
    const selection = scopeOf(below, datasets, runs);
    const selected = await readRuns(published, selection, isWanted, defined({ onRun, signal, filters }));
    if (format.hasDatasets !== true) refuseSameNames(selected, format.spelled);
    const place = output.replace(/(?<=.)\/+$/, '');
    const { parent, name } = splitLocation(place);
    const writable = { ...storageOf(options), noSignRequest: false };
    return closing(await openStorage(parent, writable), async (target) => {
      await refuseInput({ storage, key: '' }, { storage: target, key: name }, output, 'TREE');
      await refuseContent(target, name, overwrite, output);
      if (!dryRun) await target.removeLeftovers('', longestOutput, name);
      const staged = dryRun ? null : await target.stageDirectory(name);
      return undoing(staged ?? { async abort() {} }, 'abort', async () => {
        const where = { tree: storage, target: staged, isFlat: target.flat };
        const out = new ExportOutput(place, { ...where, volumes, signal });
        loseOthers(format, selected, out);
        await (await format.load())(
          {
            ...{ tree: published, runs: selected, kernels: await loadKernels(), isDryRun: dryRun, signal },
            lose: (item, loss) => out.lose(item, loss),
          },
          out,
        );
        loseChecks(unchecked, out);
        const [files, losses] = [[...out.files], out.losses];
        const tool = `cryoet-ingest ${toolVersion}`;
        const report = { tool, format: to, tree: location, output, runs: selected.length, files, losses };
        await staged?.put(reportName, encodeJson(report));
        signal?.throwIfAborted();
        await staged?.commit();
        return report;
      });
    });
  });
}

type NameFilters = ReturnType<typeof nameFilters>;

function itemFilter(wanted: NameFilters, unwanted: NameFilters, use: FilterUse): ItemFilter {
  return (type, names) => {
    const isAny = (patterns: ReturnType<NameFilters['get']>) =>
      patterns?.some((pattern) => names.some((name) => pattern.test(name)));
    const isMet = isAny(wanted.get(type)) !== false && isAny(unwanted.get(type)) !== true;
    // The last one is what people call it.
    use.saw(type, names.filter((name) => name !== '').slice(-1), isMet);
    return isMet;
  };
}

/** Runs that are read while the one before them is awaited: in a bucket, each request takes a while. */
const runsAhead = 7;

/** Reads the selected runs. Fails with a UsageError for an option that selects nothing. */
async function readRuns(
  tree: Awaited<ReturnType<typeof openPublished>>,
  selection: Selection,
  isWanted: ItemFilter,
  { onRun, signal, filters }: Pick<ExportTreeOptions, 'onRun' | 'signal'> & { readonly filters: FilterUse },
): Promise<ExportedRun[]> {
  const units = new UnitFilter(selection);
  const wanted: Pick<ExportedRun, 'dataset' | 'name'>[] = [];
  for (const dataset of selection.datasets ?? (await listDatasets(tree.storage))) {
    if (!isWanted('dataset', [dataset])) continue;
    for (const name of await listRuns(tree.storage, dataset)) {
      const place = runPlace(dataset, name);
      if ((selection.runDirectory ?? place.directory) !== place.directory) continue;
      if (units.takes(place) && isWanted('run', [name])) wanted.push({ dataset, name });
    }
  }
  const [dataset] = units.unmetDatasets;
  if (dataset !== undefined) throw new UsageError(`no dataset matches ${dataset}`);
  const [run] = units.unmatched;
  if (run !== undefined) throw new UsageError(`no run matches ${run}`);
  filters.refuseUnmet();
  const hint = 'see --dataset, --run and --filter';
  if (wanted.length === 0) throw new UsageError('no run is selected', { hint });
  const found: ExportedRun[] = [];
  for await (const read of madeAhead(wanted, runsAhead, (place) => readRun(tree, place, isWanted))) {
    signal?.throwIfAborted();
    found.push(read);
    onRun?.(`${read.dataset}/${read.name}`, found.length);
  }
  filters.refuseUnmet(true);
  const kinds = ['tiltSeries', 'alignments', 'tomograms', 'annotations'] as const;
  if (found.every((run) => kinds.every((kind) => run[kind].length === 0)))
    throw new UsageError('no item is selected', {
      expected: 'tilt series, alignments, tomograms or annotations of a published tree',
      found: `${countOf(found.length, 'run')} without any`,
      hint,
    });
  return found;
}

/** Fails with a UsageError if two runs have one name in the format, which cannot tell them apart. */
function refuseSameNames(runs: readonly ExportedRun[], nameOf = (name: string) => name): void {
  const twice = [...countBy(runs.map(({ name }) => nameOf(name)))].find(([, count]) => count > 1)?.[0];
  if (twice === undefined) return;
  const same = runs.filter(({ name }) => nameOf(name) === twice);
  const areApart = new Set(same.map(({ dataset }) => dataset)).size === same.length;
  const places = same.map(({ dataset, name }) => (areApart ? dataset : `${dataset}/${name}`)).join(' and ');
  throw new UsageError('several runs have the same name', {
    found: `${twice} ${areApart ? 'in' : 'for'} ${places}`,
    hint: areApart
      ? 'this format names runs without their dataset: export one dataset at a time, with --dataset'
      : 'this format spells both alike: export one of them at a time, with --run',
  });
}

/** Fails with a UsageError if OUT has content, unless `overwrite` is set and it is an earlier export. */
async function refuseContent(target: Storage, name: string, overwrite: boolean, path: string): Promise<void> {
  const kind = await target.kind(name);
  if (kind === null) return;
  if (kind === 'file') throw new UsageError('OUT is a file', { path, expected: 'a directory' });
  const entries = await target.readDirectory(name);
  if (entries.length === 0) return;
  if (!overwrite)
    throw new UsageError('OUT has content', { path, hint: '--overwrite replaces an earlier export' });
  if (entries.some((entry) => entry.name === reportName)) return;
  throw new UsageError('OUT has content and is not an earlier export', {
    path,
    expected: reportName,
    hint: 'move it away, or choose another name',
  });
}

/** Reports once that objects were read whose bytes nothing could be compared with. */
function loseChecks(unchecked: ReadonlySet<string>, out: ExportOutput): void {
  const [first] = unchecked;
  if (first === undefined) return;
  const count = unchecked.size === 1 ? '' : ` and ${countOf(unchecked.size - 1, 'other object')}`;
  const loss = 'the bucket keeps no checksum with which the bytes that were read could be compared';
  out.lose(`${first}${count}`, loss);
}

const pluralOf = { mask: 'masks', mesh: 'meshes', caption: 'captions' } as const;

/** Reports the items that the format does not hold at all. */
function loseOthers(format: ExportFormat, runs: readonly ExportedRun[], out: ExportOutput): void {
  const { holds, namesTomograms, spelled } = format;
  const lose = (kind: string, { label }: { readonly label: string }, what = '') => {
    if (holds.every((held) => held !== kind)) out.lose(label, `${what}left out: the format holds no ${kind}`);
  };
  for (const run of runs) {
    const name = spelled?.(run.name) ?? run.name;
    if (name !== run.name)
      out.lose(`${run.dataset}/${run.name}`, `called ${name}: the format cannot hold its name`);
    for (const item of run.tiltSeries) lose('tilt series', item);
    for (const item of run.alignments) lose('alignments', item);
    for (const item of run.tomograms) {
      lose('tomograms', item);
      loseTransform(item, out, 'offset');
    }
    for (const { label, metadata, files } of run.annotations) {
      if (files.length < objectsAt(metadata, 'files').length)
        out.lose(label, 'a file without path, format or shape is left out');
      for (const { shape } of files)
        if (publishedShape(shape) === null) out.lose(label, `${shape} left out: the shape is unknown`);
    }
    const { points, others } = annotationFiles(run);
    for (const { annotation, shape, type } of points) {
      if (!holds.includes('points')) lose('points', annotation, `${shape} `);
      else {
        const other = namesTomograms === true ? null : tomogramAt(run, { spacing: annotation.spacing });
        if (other !== null && tomogramAt({ tomograms: [other] }, annotation) === null)
          out.lose(annotation.label, `its alignment is left out, which is not that of tomogram ${other.id}`);
        for (const { content, plural } of fieldsOf[type].map((field) => pointFields[field]))
          lose(content, annotation, `${plural} of ${shape} `);
      }
    }
    for (const { annotation, shape, content } of others)
      lose(pluralOf[content.kind], annotation, `${shape} `);
  }
}
