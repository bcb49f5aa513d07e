import { IngestError } from '../../base/errors.js';
import { toolVersion } from '../../base/version.js';
import { describeItem, type Item } from '../../deposition/item.js';
import { storageOf } from '../../deposition/source-files.js';
import { type LedgerEntry, readLedger } from '../../tree/ledger.js';
import type { IngestContext } from '../context.js';
import type { PlannedOutput } from '../import-result.js';
import type { Importer } from '../importer.js';
import { fingerprints } from './finished-data.js';
import { digestOf } from './record-writes.js';
import { unitOf } from './tree-ledger.js';

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
  throw new IngestError(
    `${option} leaves out a published form that may be of another version; --remove-other-form allows its removal`,
    {
      path: context.output.location(first.path),
      entity: describeItem(item),
      expected: 'none, or one of the same source and settings by the ledger',
      found: `${first.bytes} bytes`,
    },
  );
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
  if (proof.sources !== digestOf(await fingerprints(storageOf(item, context), item.files))) return false;
  for (const each of [withBothForms(context), withForms(context, !writeMrc, !writeZarr)]) {
    if (proof.settings === digestOf(await importer.settings?.(item, each))) return true;
  }
  return false;
}
