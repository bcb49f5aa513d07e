import { getOrMake, inTurn } from '../base/collections.js';
import { ifReadable } from '../base/errors.js';
import { numberAt, textsAt } from '../base/json-value.js';
import { compareCodePoints, parentKey } from '../storage/keys.js';
import type { Storage } from '../storage/storage.js';
import { describedAt, type MetadataKind } from '../tree/entities/documents.js';
import { buildPath } from '../tree/layout/build-path.js';
import {
  type Layout,
  layouts,
  type PathTemplateName,
  pathTemplates,
  type Variable,
} from '../tree/layout/path-templates.js';
import { referencesOf } from '../tree/references.js';
import { assetPath, type TreeFile } from '../tree/tree-file.js';
import type { TreeReader } from '../tree/tree-reader.js';
import type { Unit } from '../tree/units.js';
import { checkRun } from './check-run.js';
import {
  type JsonContext,
  type Located,
  locatedAt,
  type ReferencedContext,
  type ReferencesContext,
  type UnitContext,
} from './contexts/files.js';
import { type LoadedRun, loadRun } from './load/load-run.js';
import { isText, loadKeyPhotos, loadText, UnitLoader } from './load/unit-loader.js';
import type { CheckedAmounts, ValidationReport } from './report.js';
import type { RunContext, TreeContext } from './rule.js';
import type { IssueCollector, RuleSet } from './rule-set.js';
import { dateOf } from './rules/plausible.js';
import { authorFacts, objectFacts, SharedFacts, SharedValues } from './shared-values.js';
import { imageCalled, Siblings } from './siblings.js';
import type { VoxelFacts } from './voxels/voxel-facts.js';
import type { VoxelScanner } from './voxels/voxel-scanner.js';

/** The state of a validation: checks units one by one, and collects what the report needs. */
export class Validation {
  readonly depositions = new NamedDepositions();
  readonly siblings = new Siblings();
  readonly authors = new SharedFacts(authorFacts);
  readonly objects = new SharedFacts(objectFacts);
  readonly sharedValues = new SharedValues();
  readonly thumbnails = new Thumbnails();
  readonly datasets: string[] = [];
  #runsOfDataset: string[] = [];
  #seen = { runs: 0, filesListed: 0, bytesListed: 0, volumes: 0, chunksRead: 0, chunks: 0, voxels: 0 };
  /** Frames and gains other than MRC whose headers were not read. */
  unreadFrames = 0;
  precomputes = 0;
  /** Paths that could not be read, so that nothing below them was checked. */
  readonly unreadable: string[] = [];
  /** Levels of volumes that could not be compared with the level below. */
  uncomparedLevels = 0;

  constructor(
    private readonly reader: TreeReader,
    private readonly rules: RuleSet,
    private readonly collector: IssueCollector,
    private readonly layout: Layout,
    private readonly scanner: VoxelScanner | null,
  ) {}

  /** Registers a unit when it is listed, before it is checked. */
  meet({ kind, dataset, run, files }: Unit): void {
    this.#seen.filesListed += files.length;
    this.#seen.bytesListed += files.reduce((sum, { size }) => sum + size, 0);
    if (kind === 'run') this.#runsOfDataset.push(run ?? '');
    if (kind === 'dataset') this.datasets.push(dataset ?? '');
  }

  /** Returns the names of the runs since the last call. */
  closeDataset(): string[] {
    const runs = this.#runsOfDataset;
    this.#runsOfDataset = [];
    return runs;
  }

  /** Reads a unit and applies the rules. `runs` are the names of the runs of a dataset. */
  async check(unit: Unit, runs: readonly string[]): Promise<void> {
    const empty = await emptyDirectories(this.reader.storage, unit);
    const { directory, dataset, run, kind } = unit;
    const layout = this.layout;
    const context = { path: directory, entity: kind, dataset, run, layout, unit, emptyDirectories: empty };
    this.rules.apply('unit', context);
    for (const file of unit.files) {
      const entity = file.template === null ? kind : pathTemplates[file.template].entity;
      const location = { path: file.path, entity, dataset, run };
      this.rules.apply('file', { ...location, layout, file });
      if (file.notAFile === 'unreadable') this.refuse(location, 'refused by the file system');
      const text =
        isText(file) && this.rules.has('text') ? await loadText(this.reader, file, location) : null;
      if (text !== null) this.rules.apply('text', text);
    }
    const { json, branches } = await this.#checkItems(context, runs);
    for (const file of json) {
      this.depositions.note(file);
      this.authors.note(file);
      this.objects.note(file);
    }
    this.sharedValues.note(json);
    if (!this.rules.has('references') && !this.rules.has('referenced')) return;
    const references = await referenceContexts(this.reader, unit, json);
    for (const context of references) this.rules.apply('references', context);
    for (const context of referencedContexts(unit, json, references, branches))
      this.rules.apply('referenced', context);
  }

  /** Notes that something in the tree cannot be read. */
  refuse({ path, entity, dataset, run }: Located, problem: string): void {
    this.unreadable.push(path);
    this.rules.apply('unreadable', { path, entity, dataset, run, problem });
  }

  get looked(): CheckedAmounts {
    const { files, bytes } = this.reader.counts;
    return { datasets: this.datasets.length, ...this.#seen, filesRead: files, bytesRead: bytes };
  }

  /** Returns the metadata files of a unit, and the mdocs of two branches of which metadata name one. */
  async #checkItems(context: UnitContext, runs: readonly string[]) {
    const { unit } = context;
    if (unit.kind === 'root') return { json: [], branches: [] };
    const { needs } = this.rules;
    const loader = new UnitLoader(this.reader, unit, this.layout, needs, this.scanner);
    if (unit.kind === 'run') return this.#checkRun(await loadRun(loader, context));
    const own = await loadKeyPhotos(loader, unit.kind);
    if (unit.kind === 'dataset') this.rules.apply('dataset', { ...context, ...own, runs });
    else this.rules.apply('deposition', { ...context, ...own });
    for (const image of own.images) this.rules.apply('image', image);
    for (const file of loader.loadedJson) this.rules.apply('json', file);
    return { json: loader.loadedJson, branches: [] };
  }

  async #checkRun(loaded: LoadedRun) {
    const before = this.collector.errors + this.collector.warnings;
    const volumes = await checkRun(this.rules, loaded, this.scanner, (facts) => this.#noteVoxels(facts));
    this.#seen.runs += 1;
    this.#seen.volumes += volumes.length;
    for (const spacing of loaded.run.voxelSpacings) this.precomputes += spacing.precomputes.length;
    this.siblings.note(loaded.run);
    const { frames } = loaded.run;
    this.unreadFrames += [...frames.frames, ...frames.gains].filter(
      ({ value, problem, extension }) => value === null && problem === null && !/^mrc/.test(extension),
    ).length;
    this.thumbnails.add(loaded.run, this.collector.errors + this.collector.warnings > before);
    return { json: loaded.json, branches: frames.branches };
  }

  #noteVoxels({ chunks, voxels, uncomparedLevels }: VoxelFacts): void {
    this.uncomparedLevels += uncomparedLevels;
    this.#seen.chunksRead += chunks.looked;
    this.#seen.chunks += chunks.total;
    this.#seen.voxels += voxels;
  }
}

/** The type of a deposition that has an item, by the kind of the item's metadata. */
const depositionTypes: Partial<Record<MetadataKind, string>> = {
  dataset_metadata: 'dataset',
  tomogram_metadata: 'tomogram',
  annotation_metadata: 'annotation',
};

type Dated = NonNullable<TreeContext['depositions'][number]['earliest']>;

/** True if a file is dated before another one; of files of one day the first path counts. */
const isBefore = (file: Dated, other: Dated | null) =>
  other === null || (file.date === other.date ? file.path < other.path : file.date < other.date);

const noFiles = (namedBy: string) => ({
  namedBy,
  types: null as readonly string[] | null,
  has: new Set<string>(),
  date: null as string | null,
  earliest: null as Dated | null,
});

/** Collects the depositions that metadata files refer to, each with the first of these files by name. */
class NamedDepositions {
  readonly #named = new Map<number, ReturnType<typeof noFiles>>();

  note({ value, path, kind }: JsonContext): void {
    const id = numberAt(value, 'deposition_id');
    if (id === null || !Number.isInteger(id) || id < 0) return;
    const own = getOrMake(this.#named, id, () => noFiles(path));
    const type = depositionTypes[kind];
    if (type !== undefined) own.has.add(type);
    const date = dateOf(value, 'deposition_date');
    if (kind === 'deposition_metadata')
      Object.assign(own, { types: textsAt(value, 'deposition_types'), date });
    else if (date !== null && isBefore({ date, path }, own.earliest)) own.earliest = { date, path };
    // Runs are checked in parallel and finish in any order.
    if (compareCodePoints(path, own.namedBy) < 0) own.namedBy = path;
  }

  /** Returns the depositions; `isWhole` is true if all of the tree was validated. */
  async lookUp(storage: Storage, layout: Layout, isWhole: boolean): Promise<TreeContext['depositions']> {
    const named = [...this.#named].sort(([a], [b]) => a - b);
    return inTurn(named, async ([id, own]) => {
      const paths = layouts.map((each) => buildPath('depositionMetadata', each, { deposition_id: `${id}` }));
      // An unreadable file counts as absent: its metadata cannot be read anyway.
      const infos = await Promise.all(paths.map((path) => ifReadable(() => storage.stat(path))));
      return {
        ...own,
        id,
        metadataPath: buildPath('depositionMetadata', layout, { deposition_id: `${id}` }),
        exists: infos.some((info) => info !== null),
        types: isWhole ? own.types : null,
        has: [...own.has],
      };
    });
  }
}

const mostThumbnails = 60;

/** Collects thumbnails of runs for the report, those with findings first. */
class Thumbnails {
  readonly #plain: ValidationReport['thumbnails'][number][] = [];
  readonly #marked: ValidationReport['thumbnails'][number][] = [];

  add(run: RunContext, hasFindings: boolean): void {
    const images = run.voxelSpacings.flatMap(({ tomograms }) =>
      tomograms.flatMap((tomogram) => tomogram.images),
    );
    const image = imageCalled('thumbnail', images);
    const kept = hasFindings ? this.#marked : this.#plain;
    if (image !== undefined && kept.length < mostThumbnails)
      kept.push({ run: run.unit.directory, path: image.path });
  }

  get shown(): ValidationReport['thumbnails'] {
    return [...this.#marked, ...this.#plain].slice(0, mostThumbnails);
  }
}

/** Returns the empty directories of a unit outside its zarrs. Object stores have none. */
async function emptyDirectories(storage: Storage, unit: Unit): Promise<string[]> {
  if (storage.flat || unit.kind === 'root') return [];
  const filled = pathsOf(unit.files);
  // A link to a directory outside the tree is listed as a file and cannot be listed itself.
  const opaque = new Set(unit.files.map(assetPath));
  const empty: string[] = [];
  const visit = async (directory: string): Promise<void> => {
    for (const { name, kind } of await storage.readDirectory(directory)) {
      const path = `${directory}/${name}`;
      if (kind !== 'directory' || opaque.has(path)) continue;
      if (filled.has(path)) await visit(path);
      else if (unit.kind !== 'dataset') empty.push(path);
      // A run that cannot be read is a finding of its own.
      else if ((await ifReadable(() => storage.readDirectory(path)))?.length === 0) empty.push(path);
    }
  };
  await visit(unit.directory);
  return empty;
}

/** Returns the paths of files and of the directories above them. */
function pathsOf(files: Iterable<{ readonly path: string }>): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const { path } of files) {
    // What lies above a known path is known.
    for (let above = path; above !== '' && !paths.has(above); above = parentKey(above)) paths.add(above);
  }
  return paths;
}

/** Returns the paths that metadata files refer to, with a function that is true for existing paths. */
async function referenceContexts(reader: TreeReader, unit: Unit, json: readonly JsonContext[]) {
  const index = pathsOf(unit.files);
  const outside = new Map<string, boolean>();
  const hasPrecomputes = unit.files.some(({ template }) => template === 'annotationPrecompute');
  const contexts = json.map((file) => ({
    ...locatedAt(file, file.path),
    kind: file.kind,
    references: referencesOf(file.kind, file.value, file.dataset),
    hasPrecomputes,
    exists: (path: string) => index.has(path) || outside.get(path) === true,
  }));
  for (const { references } of contexts) {
    for (const { target } of references) {
      if (index.has(target) || outside.has(target)) continue;
      const isInside = target.startsWith(`${unit.directory}/`);
      outside.set(target, !isInside && (await existsInTree(reader, target)));
    }
  }
  return contexts;
}

async function existsInTree({ storage }: TreeReader, path: string): Promise<boolean> {
  if (path === '' || path.startsWith('/') || path.split('/').includes('..')) return false;
  return (await ifReadable(() => storage.kind(path))) !== null;
}

/** Returns the data files that a readable metadata file should refer to, and whether it does. */
function referencedContexts(
  unit: Unit,
  json: readonly JsonContext[],
  references: readonly ReferencesContext[],
  branches: readonly string[],
): ReferencedContext[] {
  const named = new Set(references.flatMap((context) => context.references.map(({ target }) => target)));
  // SerialEM names the mdoc of a movie after it: `a.eer.mdoc` or `a.mdoc` of `a.eer`.
  const movies = new Set([...named].flatMap((path) => [`${path}.mdoc`, path.replace(/\.[^./]*$/, '.mdoc')]));
  const areBranchesNamed = branches.some((path) => named.has(path));
  const isNamed = (path: string) =>
    named.has(path) || movies.has(path) || (areBranchesNamed && branches.includes(path));
  const readable = new Set(json.filter(({ value }) => value !== null).map(({ path }) => path));
  const metadataAt = new Map<string, string>();
  for (const file of unit.files) {
    if (file.template !== null && readable.has(file.path))
      metadataAt.set(ownerOf(file.template, file), file.path);
  }
  const seen = new Set<string>();
  const contexts: ReferencedContext[] = [];
  for (const file of unit.files) {
    const path = assetPath(file);
    if (file.template === null || seen.has(path)) continue;
    seen.add(path);
    const by = describedAt(file.template);
    const namedBy = by === null ? undefined : metadataAt.get(ownerOf(by, file));
    if (namedBy === undefined) continue;
    const { dataset, run } = unit;
    const { entity } = pathTemplates[file.template];
    contexts.push({ path, entity, dataset, run, isNamed: isNamed(path), namedBy });
  }
  return contexts;
}

/** Returns a key for a metadata file and the files that it describes: template and variables of its directory. */
function ownerOf(template: PathTemplateName, { variables, layout }: TreeFile): string {
  const names = parentKey(pathTemplates[template].path[layout]).match(/(?<=\{)\w+(?=\})/g) ?? [];
  return [template, ...names.map((name) => variables[name as Variable])].join('\n');
}
