import pLimit from 'p-limit';
import { IngestError } from '../../base/errors.js';
import { toolVersion } from '../../base/version.js';
import { describeItem, type Item } from '../../deposition/item.js';
import { storageOf } from '../../deposition/source-files.js';
import type { Storage } from '../../storage/storage.js';
import { type LedgerEntry, type Proof, readLedger } from '../../tree/ledger.js';
import type { IngestContext } from '../context.js';
import type { PlannedOutput } from '../import-result.js';
import type { Importer } from '../importer.js';
import { digestOf, type WrittenFile } from './record-writes.js';
import { unitOf } from './tree-ledger.js';

/** Concurrent look-ups: a run has many frames, and a request to a bucket takes long. */
export const concurrentLookups = 8;

/** A key with its files, their bytes, and their state: ETags, else the last modification (ms since the epoch). */
type Fingerprint = readonly [key: string, files: number, bytes: number, state: number | string];

/**
 * Compares an item with the ledger of earlier ingests. Its data are kept if tool version, settings, the items that they
 * are made from, and names, sizes and times of the sources are those of the ledger, and number, size and time of the
 * output files too. Reads the facts of the sources first, before the sources themselves are read. Returns null for
 * items that are always made again.
 */
export async function finishedData(
  importer: Importer,
  item: Item,
  outputs: readonly PlannedOutput[],
  context: IngestContext,
) {
  const { resumeFile, recorder, output, options } = context;
  if (outputs.length === 0) return null;
  const paths = outputs.map(({ path }) => path);
  const origins = outputs.map(({ path, from }) => [path, from]);
  const entry = recorder?.find(digestOf(origins), item.files) ?? null;
  // A file of --resume may serve several trees; a ledger goes with its own, wherever it is copied to.
  const made = digestOf([output.url, origins]);
  if ((resumeFile === null && recorder === null) || importer.settings === undefined) return null;
  const facts = await importer.settings(item, context);
  if (facts === undefined) return null;
  const settings = digestOf(facts);
  const others = Object.entries((await importer.madeFrom?.(item, context)) ?? {});
  const from = Object.fromEntries(others.map(([type, facts]) => [type, digestOf(facts)]));
  const sources = digestOf(await sourceFingerprints(item, context));
  const proof = async (): Promise<Proof> => ({
    tool: toolVersion,
    settings,
    ...(others.length === 0 ? {} : { from }),
    sources,
    output: digestOf(await fingerprints(output, paths)),
  });
  const noted =
    options.noResume === true ? null : resumeFile === null ? entry?.proof : resumeFile.proofOf(made);
  const now = noted == null ? null : await proof();
  const remade = others.filter(([, facts]) => recorder?.isRemade(facts)).map(([type]) => type);
  const changes = noted == null || now === null ? null : whyMadeAgain(noted, now, remade);
  const isKept = changes === '';
  if (isKept && entry?.proof != null) recorder?.keep();
  else if (isKept && now !== null) recorder?.adopt(await filesBelow(output, paths), now);
  return {
    /** True if an earlier ingest made the same data, and they are unchanged. */
    isKept,
    /** Why data that an earlier ingest finished are made again; null if they are not. */
    madeAgain: changes === '' ? null : changes,
    /** Records that the data are written. */
    async note() {
      const left = await proof();
      if (changes !== null) recorder?.remade(paths);
      recorder?.finishedData(left);
      resumeFile?.note(describeItem(item), made, left);
    },
  };
}

async function filesBelow(storage: Storage, paths: readonly string[]): Promise<WrittenFile[]> {
  const files: WrittenFile[] = [];
  for (const path of paths) {
    const file = await storage.stat(path);
    if (file !== null) files.push({ path, bytes: file.size, digest: null });
    else
      for await (const { key, size } of storage.list(path))
        files.push({ path: key, bytes: size, digest: null });
  }
  return files;
}

function sourceFingerprints(item: Item, context: IngestContext): Promise<Fingerprint[]> {
  const storage = storageOf(item, context);
  const look = async (key: string) => (await context.fileFacts(item, key)) ?? storage.stat(key);
  return fingerprints(storage, item.files, look);
}

/** Returns the fingerprints of files or directories; a missing key has no files. */
export function fingerprints(
  storage: Storage,
  keys: readonly string[],
  look: Storage['stat'] = (key) => storage.stat(key),
): Promise<Fingerprint[]> {
  return pLimit(concurrentLookups).map(keys, (key) => fingerprint(storage, key, look));
}

async function fingerprint(storage: Storage, key: string, look: Storage['stat']): Promise<Fingerprint> {
  const file = await look(key);
  if (file !== null) return [key, 1, file.size, file.etag ?? file.modified];
  let [files, bytes, modified] = [0, 0, 0];
  const etags: string[] = [];
  for await (const found of storage.list(key)) {
    files += 1;
    bytes += found.size;
    modified = Math.max(modified, found.modified);
    if (found.etag !== undefined) etags.push(found.etag);
  }
  return [key, files, bytes, etags.length === 0 ? modified : digestOf(etags)];
}

/** Returns which facts of a proof changed; empty if none did. `remade`: types of other items that were made again. */
export function whyMadeAgain(before: Proof, now: Proof, remade: readonly string[] = []): string {
  if (before.tool !== now.tool) return `tool version ${before.tool} → ${now.tool}`;
  // A ledger without `from` has other settings too.
  const { from = {} } = before;
  const others = Object.entries(now.from ?? {})
    .filter(([type, digest]) => from[type] !== undefined && (from[type] !== digest || remade.includes(type)))
    .map(([type]) => `its ${type.replaceAll('_', ' ')} was made again`);
  return [
    ...(before.settings === now.settings ? [] : ['settings changed']),
    ...others,
    ...(before.sources === now.sources ? [] : ['source changed']),
    // What is made again takes the metadata with it that name it.
    ...(before.output === now.output || others.length > 0 ? [] : ['output changed']),
  ].join(', ');
}

/** Returns the context of an ingest that writes volumes as MRC and as OME-Zarr. */
export function withBothForms(context: IngestContext): IngestContext {
  return withForms(context, true, true);
}

function withForms(context: IngestContext, writeMrc: boolean, writeZarr: boolean): IngestContext {
  return { ...context, options: { ...context.options, writeMrc, writeZarr } };
}

/**
 * Returns the forms of an item in the output that --no-mrc or --no-zarr leaves out and that must go before the item is
 * made again: metadata, pictures and viewers would take them for the same volume. Those that the ledger proves to be of
 * the same source and settings stay. Fails with an IngestError unless --remove-other-form allows the removal.
 */
export async function obsoleteForms(
  importer: Importer,
  item: Item,
  outputs: readonly PlannedOutput[],
  context: IngestContext,
) {
  const { writeMrc, writeZarr, removeOtherForm } = context.options;
  const obsolete: { readonly path: string; readonly bytes: number }[] = [];
  if ((writeMrc && writeZarr) || item.files.length === 0) return obsolete;
  const written = new Set(outputs.map(({ path }) => path));
  const all = (await importer.outputs?.(item, withBothForms(context))) ?? [];
  let entries: readonly LedgerEntry[] | null = null;
  for (const { path } of all.filter((output) => !written.has(output.path))) {
    if ((await context.output.kind(path)) === null) continue;
    entries ??= (await readLedger(context.output, unitOf(item))).entries;
    if (await isProven(path, entries, importer, item, context)) continue;
    const [facts] = await fingerprints(context.output, [path]);
    obsolete.push({ path, bytes: facts?.[2] ?? 0 });
  }
  const [first] = obsolete;
  if (first === undefined || removeOtherForm === true) return obsolete;
  const option = writeMrc ? '--no-zarr' : '--no-mrc';
  const message = `${option} leaves out a published form that may be of another version; --remove-other-form allows its removal`;
  throw new IngestError(message, {
    path: context.output.location(first.path),
    entity: describeItem(item),
    expected: 'none, or one of the same source and settings by the ledger',
    found: `${first.bytes} bytes`,
  });
}

/** True if the entries of the ledger have a form of an item as made of the same source with the same settings. */
async function isProven(
  path: string,
  entries: readonly LedgerEntry[],
  importer: Importer,
  item: Item,
  context: IngestContext,
): Promise<boolean> {
  const { writeMrc, writeZarr } = context.options;
  const holds = ({ files }: LedgerEntry) =>
    files.some((file) => file.path === path || file.path.startsWith(`${path}/`));
  const proof = entries.find(holds)?.proof;
  if (proof == null || proof.tool !== toolVersion) return false;
  if (proof.sources !== digestOf(await sourceFingerprints(item, context))) return false;
  for (const each of [withBothForms(context), withForms(context, !writeMrc, !writeZarr)]) {
    if (proof.settings === digestOf(await importer.settings?.(item, each))) return true;
  }
  return false;
}
