import { IngestError, NotReachedError } from '../../errors/index.js';
import { describeItem, type Item } from '../../sources/item.js';
import type { IngestContext } from '../context.js';
import { isImported } from '../is-selected.js';

/** Whether the output holds a volume in any form. */
export async function isWritten(
  { mrc, zarr }: { readonly mrc: string; readonly zarr: string },
  { output }: IngestContext,
): Promise<boolean> {
  return (await output.kind(mrc)) !== null || (await output.kind(zarr)) !== null;
}

/** The written form of a volume that is read fastest: MRC, else OME-Zarr. Fails with an IngestError when neither was
 * written, and with a NotReachedError when this ingest was to write it. */
export async function volumeKey(
  { mrc, zarr }: { readonly mrc: string; readonly zarr: string },
  item: Item,
  context: IngestContext,
): Promise<string> {
  if ((await context.output.kind(mrc)) !== null) return mrc;
  if ((await context.output.kind(zarr)) !== null) return zarr;
  if (isImported(item, context)) throw new NotReachedError(`${describeItem(item)} failed`);
  throw new IngestError('the volume is not in the output yet', {
    path: context.output.location(mrc),
    entity: describeItem(item),
    expected: 'the volume that was imported',
    found: 'nothing',
    hint: `import ${item.type} as well`,
  });
}
