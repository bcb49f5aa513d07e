import { addToGroup, getOrMake } from '../base/collections.js';
import { CryoetError, ifReadable, isMissing } from '../base/errors.js';
import { type Digest, type DigestAlgorithm, splitDigest } from '../storage/digest-algorithm.js';
import { parentKey } from '../storage/keys.js';
import type { ObjectInfo, Storage } from '../storage/storage.js';
import { entities } from '../tree/entities/entity-type.js';
import { isOwnFile, type LedgerUnit, ledgerPath, ownDirectory } from '../tree/layout/own-files.js';
import { type ParsedPath, parseAnyPath } from '../tree/layout/parse-path.js';
import { type Layout, pathTemplates } from '../tree/layout/path-templates.js';
import { type PublishedLedger, readLedger } from '../tree/ledger.js';
import { assetPath } from '../tree/tree-file.js';
import { datasetPlace, depositionPlace, runPlace, type UnitPlace, unitOfPath } from '../tree/units.js';
import { type Compared, type ComparedTree, compareManifest } from './compare-manifest.js';
import type { ContentContext, FixityContext } from './contexts/files.js';
import { mostListed } from './finding.js';
import type { IssueCollector, RuleSet } from './rule-set.js';

interface FixityRequest extends Pick<ComparedTree, 'storage' | 'hashFiles' | 'wanted'> {
  readonly layout: Layout;
  readonly isDeep: boolean;
  /** True if the user did not ask for the comparison; see ValidateOptions. */
  readonly isHashedAnyway: boolean;
  /** Lists the objects of the tree, ascending by path. */
  objects(): AsyncIterable<ObjectInfo>;
  readonly ruleSet: RuleSet;
  readonly collector: IssueCollector;
  readonly signal: AbortSignal | undefined;
}

/** Files that are read between two looks at whether the validation was interrupted. */
const hashedAtATime = 64;

/** Compares files with the manifest or ledgers and with each other; returns how, or why not. */
export async function checkFixity(request: FixityRequest) {
  const { storage, hashFiles, isDeep, isHashedAnyway, objects, wanted, ruleSet, collector, signal } = request;
  const none = { files: 0, bytes: 0, entityTags: 0, storedChecksums: 0, unread: 0, unknown: 0 };
  const compared: Compared = { listedBy: 'manifest', ...none };
  const units = new Map<string, Unlisted>();
  const unitIn = (directory: string) =>
    getOrMake(units, directory, () => ({ first: null, others: -1, isListed: false, isUnknown: false }));
  const present = new Set<string>();
  async function* listing() {
    for await (const info of publishedFiles(objects())) {
      present.add(unitOfPath(info.key).directory);
      yield info;
    }
  }
  let uncompared: string | null = null;
  const tree = {
    ...request,
    listing: listing(),
    readsObjects: isDeep && !isHashedAnyway,
    isByLedgers: isHashedAnyway,
    onLedger({ unit, entries, problem }: PublishedLedger) {
      const place = placeOf(unit, request.layout);
      if (!wanted(place)) return;
      if (entries.some(({ files }) => files.length > 0)) unitIn(place.directory).isListed = true;
      const { dataset, run } = place;
      if (problem === null) return;
      const path = ledgerPath(unit);
      unitIn(place.directory).isUnknown = true;
      ruleSet.apply('ledger', { path, entity: unit.kind, dataset, run, problem });
      if (!ruleSet.has('ledger')) uncompared = `the files that ${path} should list: ${problem}`;
    },
    compared,
  };
  const content = new SameContent();
  /** The first lost files, and the number of all, by the directory of the unit. */
  const losses = new Map<string, { readonly lost: FixityContext[]; count: number }>();
  // Files of another size than the listed one, which are not read to know that they differ.
  const altered: string[] = [];
  let algorithm: DigestAlgorithm = 'crc64nvme';
  const noteContent = async (paths: readonly string[]) => {
    for (let at = 0; at < paths.length && !signal?.aborted; at += hashedAtATime) {
      const hashes = await hashFiles(storage, paths.slice(at, at + hashedAtATime), algorithm);
      for (const [path, hash] of hashes) if (hash !== null) content.note(path, hash.digest, hash.bytes);
    }
  };
  let isCompared = true;
  try {
    for await (const context of compareManifest(tree)) {
      if (signal?.aborted) break;
      const { path, listed, listedBy, actual } = context;
      const { directory } = unitOfPath(path);
      const isReported = isHashedAnyway && collector.names(path, assetPath({ path }));
      const isUnknown = listed === null && listedBy === 'ledger' && units.get(directory)?.isUnknown === true;
      if (isHashedAnyway && listed === null && !isReported) {
        const unit = unitIn(directory);
        unit.first ??= context;
        unit.others += 1;
      } else if (isHashedAnyway && actual === null && !isReported) {
        const losing = getOrMake(losses, directory, () => ({ lost: [], count: 0 }));
        losing.count += 1;
        if (losing.count <= mostListed) losing.lost.push(context);
      } else if (!isReported && !isUnknown) ruleSet.apply('fixity', context);
      if (actual?.digest !== undefined) {
        content.note(path, actual.digest, actual.bytes ?? 1);
        ({ algorithm } = splitDigest(actual.digest));
      } else if (actual?.bytes !== undefined && parseOwn(path)?.inside === '') altered.push(path);
    }
    if (!storage.flat || tree.readsObjects) await noteContent(altered);
  } catch (error) {
    if (!isHashedAnyway || !(error instanceof CryoetError)) throw error;
    const isOfLedgers = error.facts.path?.startsWith(storage.location(ownDirectory)) === true;
    if (isOfLedgers && !isMissing(error)) {
      const place = { path: ownDirectory, entity: 'tree', dataset: null, run: null };
      ruleSet.apply('ledger', { ...place, problem: `no ledger can be read: ${error.message}` });
    }
    isCompared = false;
    uncompared = `files against what was published: ${error.message}`;
    const paths = storage.flat ? [] : await equallyLong(publishedFiles(objects()));
    const chosen = paths.filter((path) => wanted(unitOfPath(path))).sort();
    await noteContent(chosen);
  }
  for (const [directory, { lost, count }] of losses) {
    // A run that is gone is one loss, and not thousands.
    const shown = lost.slice(0, present.has(directory) ? mostListed : 1);
    for (const [at, context] of shown.entries())
      ruleSet.apply('fixity', { ...context, others: at === shown.length - 1 ? count - shown.length : 0 });
  }
  for (const context of unlistedFiles([...units.values()])) ruleSet.apply('fixity', context);
  for (const twin of content.twins())
    if (!(await haveOneSource(storage, twin.path, twin.sameAs))) ruleSet.apply('content', twin);
  return { ...(isCompared ? { digests: compared } : {}), uncompared };
}

function placeOf(unit: LedgerUnit, layout: Layout): UnitPlace {
  if (unit.kind === 'run') return runPlace(unit.dataset, unit.run);
  return unit.kind === 'dataset' ? datasetPlace(unit.dataset) : depositionPlace(unit.deposition, layout);
}

/** The first file of a unit that no ledger lists, the number of others, and what its ledger says. */
interface Unlisted {
  first: FixityContext | null;
  others: number;
  /** True if it lists any file. */
  isListed: boolean;
  /** True if it is damaged, which is reported. */
  isUnknown: boolean;
}

/** Returns the first file of each unit that lacks some in its ledger; units without a ledger only where most have one. */
function unlistedFiles(units: readonly Unlisted[]): FixityContext[] {
  const areMostListed = 2 * units.filter(({ isListed }) => isListed).length > units.length;
  return units.flatMap(({ first, others, isListed, isUnknown }) =>
    first !== null && !isUnknown && (isListed || areMostListed) ? [{ ...first, others }] : [],
  );
}

/** True if, by the ledgers, two files were made from the same sources: the configuration gives them to both runs. */
async function haveOneSource(storage: Storage, ...paths: readonly [string, string]): Promise<boolean> {
  const [own, other] = await Promise.all(
    paths.map(async (path, at) => {
      const { dataset, run } = unitOfPath(path);
      if (dataset === null || run === null) return '';
      const ledger = await ifReadable(() => readLedger(storage, { kind: 'run', dataset, run }));
      const entry = ledger?.entries.findLast(({ files }) => files.some((file) => assetPath(file) === path));
      // The frames of a run are one entry, with the sources of all.
      if (entry?.files.some((file) => assetPath(file) === paths[1 - at])) return '';
      return entry?.sources.map((source) => source.path).join('\n') ?? '';
    }),
  );
  return own !== '' && own === other;
}

/** Yields the published files: not ledgers, manifests and other files of the tool itself. */
async function* publishedFiles(objects: AsyncIterable<ObjectInfo>): AsyncGenerator<ObjectInfo> {
  for await (const info of objects) if (!isOwnFile(info.key)) yield info;
}

/** Files whose content is of one run alone; gains, tilts, alignments and photos may be shared, masks empty. */
const ownTemplates: ReadonlySet<string> = new Set([
  'frame',
  'annotationFile',
  'keyImage',
  ...Object.values(entities).flatMap(({ volume }) => (volume === undefined ? [] : [volume.mrc, volume.zarr])),
]);

/** Parses the path of a file, or of a chunk of level 0, whose content is of one run alone; null for any other. */
function parseOwn(path: string): ParsedPath | null {
  const parsed = parseAnyPath(path);
  const isOwn =
    parsed !== null &&
    ownTemplates.has(parsed.template) &&
    parsed.variables.extension !== (parsed.template === 'annotationFile' ? 'mrc' : null) &&
    (parsed.inside === '' || /^0\/.*\d$/.test(parsed.inside));
  return isOwn ? parsed : null;
}

/** True for files of two items of one kind and voxel spacing. */
function isBeside(path: string, other: string): boolean {
  const [own, beside] = [parentKey(path), parentKey(other)];
  return own !== beside && parentKey(own) === parentKey(beside);
}

/**
 * Finds the same content in two runs, in two frames of one, or in two tomograms of a voxel spacing; two annotations may be
 * of one object in two formats. What three runs share is shared by design.
 */
export class SameContent {
  readonly #locations = new Map<string, string[]>();
  /** The number of chunks and the sum of their digests, by path of the OME-Zarr. */
  readonly #volumes = new Map<string, { count: number; sum: bigint }>();

  note(path: string, digest: Digest, bytes: number): void {
    const parsed = bytes === 0 ? null : parseOwn(path);
    if (parsed === null) return;
    if (parsed.inside === '') addToGroup(this.#locations, `${parsed.template} ${digest}`, path);
    else {
      const volume = getOrMake(this.#volumes, assetPath({ path }), () => ({ count: 0, sum: 0n }));
      volume.count += 1;
      volume.sum += BigInt(`0x${splitDigest(digest).hexadecimal}`);
    }
  }

  /** Returns what is in two places, once for each type of data of two runs. */
  twins(): Iterable<ContentContext> {
    for (const [path, { count, sum }] of this.#volumes)
      addToGroup(this.#locations, `zarr ${count} ${sum}`, path);
    const twins = new Map<string, ContentContext>();
    for (const paths of this.#locations.values()) {
      const path = paths.at(-1) ?? '';
      const runs = [...new Set(paths.map((each) => unitOfPath(each).directory))];
      const template = parseAnyPath(path)?.template;
      if (template === undefined || paths.length < 2 || runs.length > 2) continue;
      const isAnyTwin = runs.length > 1 || template === 'frame';
      const { entity } = pathTemplates[template];
      // Two annotations may be of one object in two formats.
      if (!isAnyTwin && entity !== 'tomogram') continue;
      const sameAs = isAnyTwin ? paths[0] : paths.find((other) => isBeside(other, path));
      if (sameAs === undefined) continue;
      const key = `${entity} ${runs.join(' ')}`;
      const before = twins.get(key);
      const { dataset, run } = unitOfPath(path);
      const twin = { path, entity, dataset, run, sameAs, others: 0 };
      twins.set(key, before === undefined ? twin : { ...before, others: before.others + 1 });
    }
    // The key images of a tomogram are drawn from it.
    for (const key of twins.keys())
      if (key.startsWith('key_image') && twins.has(key.replace('key_image', 'tomogram'))) twins.delete(key);
    return twins.values();
  }
}

/** Returns the files whose content is of one run alone, and that are as long as another one. */
async function equallyLong(listing: AsyncIterable<ObjectInfo>): Promise<string[]> {
  const bySize = new Map<number, string[]>();
  for await (const { key, size } of listing) {
    if (parseOwn(key)?.inside === '') addToGroup(bySize, size, key);
  }
  return [...bySize.values()].filter((paths) => paths.length > 1).flat();
}
