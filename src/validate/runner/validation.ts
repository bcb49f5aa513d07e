import type { Layout } from '../../layout/index.js';
import { pathTemplates } from '../../layout/index.js';
import { emptyDirectories, type TreeReader, type Unit } from '../../tree/index.js';
import type { JsonContext, UnitContext } from '../contexts/index.js';
import { loadKeyPhotos } from '../load/load-key-photos.js';
import { type LoadedRun, loadRun } from '../load/load-run.js';
import { isText, loadText } from '../load/load-text.js';
import { UnitLoader } from '../load/unit-loader.js';
import type { Looked } from '../report.js';
import type { VoxelFacts } from '../voxels/voxel-facts.js';
import type { VoxelScanner } from '../voxels/voxel-scanner.js';
import { checkRun } from './check-run.js';
import { DepositionsNamed } from './depositions.js';
import type { IssueCollector } from './issue-collector.js';
import { referenceContexts, referencedContexts } from './reference-contexts.js';
import type { RuleSet } from './rule-set.js';
import { ThumbnailShelf } from './thumbnails.js';

/** What one validation works with, and what it has seen so far. */
export class Validation {
  readonly depositions = new DepositionsNamed();
  readonly thumbnails = new ThumbnailShelf();
  readonly datasets: string[] = [];
  readonly #reader: TreeReader;
  readonly #rules: RuleSet;
  readonly #collector: IssueCollector;
  readonly #layout: Layout;
  readonly #scanner: VoxelScanner | null;
  #runsOfDataset: string[] = [];
  #seen = { runs: 0, filesListed: 0, bytesListed: 0, volumes: 0, chunksRead: 0, chunks: 0, voxels: 0 };
  /** Frames and gains whose pixels and format-specific headers were not looked at. */
  unreadFrames = 0;
  /** Annotations in the form that viewers load. */
  precomputes = 0;
  /** Levels of volumes that could not be held against the level below. */
  uncomparedLevels = 0;

  constructor(
    reader: TreeReader,
    rules: RuleSet,
    collector: IssueCollector,
    layout: Layout,
    scanner: VoxelScanner | null,
  ) {
    this.#reader = reader;
    this.#rules = rules;
    this.#collector = collector;
    this.#layout = layout;
    this.#scanner = scanner;
  }

  /** Notes a unit of the listing in its order, before it is checked. */
  meet({ kind, dataset, run, files }: Unit): void {
    this.#seen.filesListed += files.length;
    this.#seen.bytesListed += files.reduce((sum, { size }) => sum + size, 0);
    if (kind === 'run') this.#runsOfDataset.push(run ?? '');
    if (kind === 'dataset') this.datasets.push(dataset ?? '');
  }

  /** Names of the runs met since the last dataset was closed. */
  closeDataset(): string[] {
    const runs = this.#runsOfDataset;
    this.#runsOfDataset = [];
    return runs;
  }

  /** Reads a unit and applies the rules to it. `runs` are those of a dataset. */
  async check(unit: Unit, runs: readonly string[]): Promise<void> {
    const empty = await emptyDirectories(this.#reader.storage, unit);
    const { directory, dataset, run, kind } = unit;
    const layout = this.#layout;
    const context = { path: directory, entity: kind, dataset, run, layout, unit, emptyDirectories: empty };
    this.#rules.apply('unit', context);
    for (const file of unit.files) {
      const entity = file.template === null ? kind : pathTemplates[file.template].entity;
      const place = { path: file.path, entity, dataset, run };
      this.#rules.apply('file', { ...place, layout, file });
      const text = isText(file) && this.#rules.has('text') ? await loadText(this.#reader, file, place) : null;
      if (text !== null) this.#rules.apply('text', text);
    }
    const json = await this.#checkItems(context, runs);
    for (const file of json) this.depositions.note(file);
    if (!this.#rules.has('references') && !this.#rules.has('referenced')) return;
    const references = await referenceContexts(this.#reader, unit, json);
    for (const context of references) this.#rules.apply('references', context);
    for (const context of referencedContexts(unit, json, references))
      this.#rules.apply('referenced', context);
  }

  get looked(): Looked {
    const { files, bytes } = this.#reader.counts;
    return { datasets: this.datasets.length, ...this.#seen, filesRead: files, bytesRead: bytes };
  }

  async #checkItems(context: UnitContext, runs: readonly string[]): Promise<readonly JsonContext[]> {
    const { unit } = context;
    if (unit.kind === 'root') return [];
    const { needs } = this.#rules;
    const loader = new UnitLoader(this.#reader, unit, this.#layout, needs, this.#scanner);
    if (unit.kind === 'run') return this.#checkRun(await loadRun(loader, context));
    const own = await loadKeyPhotos(loader, unit.kind);
    if (unit.kind === 'dataset') this.#rules.apply('dataset', { ...context, ...own, runs });
    else this.#rules.apply('deposition', { ...context, ...own });
    for (const image of own.images) this.#rules.apply('image', image);
    for (const file of loader.loadedJson) this.#rules.apply('json', file);
    return loader.loadedJson;
  }

  async #checkRun(loaded: LoadedRun): Promise<readonly JsonContext[]> {
    const before = this.#collector.errors + this.#collector.warnings;
    const volumes = await checkRun(this.#rules, loaded, this.#scanner, (facts) => this.#noteVoxels(facts));
    this.#seen.runs += 1;
    this.#seen.volumes += volumes.length;
    for (const spacing of loaded.run.voxelSpacings) this.precomputes += spacing.precomputes.length;
    const { frames } = loaded.run;
    this.unreadFrames += [...frames.frames, ...frames.gains].filter(
      ({ value, problem, extension }) => value === null && problem === null && !/^mrc/.test(extension),
    ).length;
    this.thumbnails.add(loaded.run, this.#collector.errors + this.#collector.warnings > before);
    return loaded.json;
  }

  #noteVoxels({ chunks, voxels, uncomparedLevels }: VoxelFacts): void {
    this.uncomparedLevels += uncomparedLevels;
    this.#seen.chunksRead += chunks.looked;
    this.#seen.chunks += chunks.total;
    this.#seen.voxels += voxels;
  }
}
