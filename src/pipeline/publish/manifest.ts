import { groupBy } from '../../base/collections.js';
import { toolVersion } from '../../base/version.js';
import { formatManifestLine } from '../../formats/manifest.js';
import {
  type Digest,
  type ManifestAlgorithm,
  manifestAlgorithms,
  splitDigest,
} from '../../storage/digest-algorithm.js';
import type { Digester } from '../../storage/digester.js';
import { type Storage, writeInRow } from '../../storage/storage.js';
import { manifestPath, provenancePath } from '../../tree/layout/own-files.js';
import {
  collectionLedgers,
  type LedgerEntry,
  ledgerFiles,
  type PublishedLedger,
  runLedgers,
} from '../../tree/ledger.js';
import { assetPath } from '../../tree/tree-file.js';
import type { LedgerHeader } from './unit-ledger.js';

/**
 * Writes the manifest of a tree from its ledgers: every file that ingests wrote, with its digest, ascending by path.
 * Hashes the files whose digest by this algorithm is not recorded; leaves out files that are gone. First deletes a
 * manifest of another algorithm, which would be out of date. Memory is bounded by the files of one run.
 */
export async function writeManifest(output: Storage, digester: Digester, algorithm: ManifestAlgorithm) {
  for (const other of manifestAlgorithms) {
    if (other !== algorithm && (await output.stat(manifestPath(other))) !== null)
      await output.delete(manifestPath(other));
  }
  await writeInRow(await output.createFile(manifestPath(algorithm)), linesOf(output, digester, algorithm));
}

async function* linesOf(output: Storage, digester: Digester, algorithm: ManifestAlgorithm) {
  for await (const files of ledgerFiles(output)) {
    const known = files.map(({ path, digest, manifestDigest = null }) => ({
      path,
      digest: [digest, manifestDigest].find((one) => one && splitDigest(one).algorithm === algorithm) ?? null,
    }));
    const unknown = known.filter(({ digest }) => digest === null).map(({ path }) => path);
    const hashes = await digester.hash(output, unknown, algorithm);
    const lines = known.map(({ path, digest: found }) => {
      const digest = found ?? hashes.get(path)?.digest ?? null;
      return digest === null ? '' : formatManifestLine({ path, digest });
    });
    yield lines.join('');
  }
}

/**
 * Writes the origin of every output in PROV-JSON (W3C member submission, 2013): a bundle for each deposition, dataset
 * and run, with an activity for each item, its sources and outputs. Memory is bounded by one run.
 */
export async function writeProvenance(output: Storage, facts: LedgerHeader): Promise<void> {
  await writeInRow(await output.createFile(provenancePath), documentOf(output, facts));
}

async function* documentOf(output: Storage, { input, config }: LedgerHeader): AsyncGenerator<string> {
  const prefix = {
    cryoet: 'urn:cryoet-ingest:',
    tree: `${output.url.replace(/\/+$/, '')}/`,
    source: `${input.replace(/\/+$/, '')}/`,
  };
  const entity = {
    'cryoet:configuration': { 'prov:type': 'prov:Plan', 'cryoet:sha256': config },
  };
  const agent = {
    'cryoet:tool': {
      'prov:type': { $: 'prov:SoftwareAgent', type: 'prov:QUALIFIED_NAME' },
      'prov:label': 'cryoet-ingest',
      'cryoet:version': toolVersion,
    },
  };
  yield `{"prefix":${JSON.stringify(prefix)},\n"entity":${JSON.stringify(entity)},\n"agent":${JSON.stringify(agent)},\n"bundle":{`;
  let separator = '';
  for await (const ledger of allLedgers(output)) {
    yield `${separator}\n${JSON.stringify(bundleName(ledger))}:${JSON.stringify(bundleOf(ledger.entries))}`;
    separator = ',';
  }
  yield '\n}}\n';
}

async function* allLedgers(output: Storage): AsyncGenerator<PublishedLedger> {
  yield* await collectionLedgers(output);
  yield* runLedgers(output);
}

function bundleName({ unit }: PublishedLedger): string {
  if (unit.kind === 'run') return `cryoet:run/${unit.dataset}/${unit.run}`;
  return unit.kind === 'dataset' ? `cryoet:dataset/${unit.dataset}` : `cryoet:deposition/${unit.deposition}`;
}

function bundleOf(entries: readonly LedgerEntry[]): Record<string, unknown> {
  const entity: Record<string, unknown> = {};
  const activity: Record<string, unknown> = {};
  const used: unknown[] = [];
  const wasGeneratedBy: unknown[] = [];
  const wasAssociatedWith: unknown[] = [];
  for (const { item, made, noted, proof, sources, files } of entries) {
    const name = `cryoet:made/${made.slice(0, 16)}`;
    activity[name] = {
      'prov:label': item,
      'prov:endTime': noted,
      'cryoet:toolVersion': proof?.tool ?? toolVersion,
    };
    wasAssociatedWith.push({
      'prov:activity': name,
      'prov:agent': 'cryoet:tool',
      'prov:plan': 'cryoet:configuration',
    });
    for (const { path, bytes, digest } of sources) {
      entity[`source:${path}`] = { 'cryoet:bytes': bytes, ...digestFacts(digest) };
      used.push({ 'prov:activity': name, 'prov:entity': `source:${path}` });
    }
    for (const [path, facts] of outputsOf(files)) {
      entity[`tree:${path}`] = facts;
      wasGeneratedBy.push({ 'prov:entity': `tree:${path}`, 'prov:activity': name });
    }
  }
  return {
    entity,
    activity,
    used: numbered('used', used),
    wasGeneratedBy: numbered('generated', wasGeneratedBy),
    wasAssociatedWith: numbered('associated', wasAssociatedWith),
  };
}

/** Returns the outputs of an item; one that is a directory has the number and bytes of its files, and no digest. */
function outputsOf(files: LedgerEntry['files']): [path: string, facts: Record<string, unknown>][] {
  return [...groupBy(files, assetPath)].map(([path, own]) => {
    const isDirectory = own.some((file) => file.path !== path);
    const digests = own.flatMap(({ digest, manifestDigest }) => [digest, manifestDigest]);
    const bytes = own.reduce((sum, file) => sum + (file.bytes ?? 0), 0);
    const others = isDirectory ? { 'cryoet:files': own.length } : digestFacts(...digests);
    return [path, { 'cryoet:bytes': bytes, ...others }];
  });
}

/** Returns known digests by the names of their algorithms. */
function digestFacts(...digests: readonly (Digest | null | undefined)[]): Record<string, string> {
  return Object.fromEntries(
    digests.flatMap((digest) => {
      if (digest == null) return [];
      const { algorithm, hexadecimal } = splitDigest(digest);
      return [[`cryoet:${algorithm}`, hexadecimal]];
    }),
  );
}

function numbered(name: string, relations: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(relations.map((relation, index) => [`_:${name}${index + 1}`, relation]));
}
