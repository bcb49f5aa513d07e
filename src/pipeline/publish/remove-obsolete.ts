import { describeItem, type Item } from '../../sources/item.js';
import { baseName } from '../../sources/item-paths.js';
import type { IngestContext } from '../context.js';

/** Removes files and directories of the output that an earlier ingest made of an item, and warns of each. */
export async function removeObsolete(
  item: Item,
  paths: readonly string[],
  context: IngestContext,
): Promise<void> {
  for (const path of paths) {
    const kind = await context.output.kind(path);
    if (kind === null) continue;
    await (kind === 'directory' ? context.output.deleteDirectory(path) : context.output.delete(path));
    const message = `${describeItem(item)}: removed ${context.output.location(path)}, which an earlier ingest made and nothing names now`;
    context.warn(message, null);
  }
}

/** Removes the files right in a directory of the output that only this item writes to, but for those it names now. */
export async function removeUnnamedFiles(
  item: Item,
  directory: string,
  named: readonly string[],
  context: IngestContext,
): Promise<void> {
  const kept = new Set(named.map((path) => comparable(baseName(path))));
  const entries = await context.output.readDirectory(directory);
  const obsolete = entries.filter(
    ({ name, kind }) => kind === 'file' && !name.startsWith('.') && !kept.has(comparable(name)),
  );
  await removeObsolete(
    item,
    obsolete.map(({ name }) => `${directory}/${name}`),
    context,
  );
}

/** Some file systems list a file under another case or Unicode form than it was written with. */
function comparable(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
