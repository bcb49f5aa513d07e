import { IngestError } from '../../errors/index.js';
import { describeItem, type Item } from '../../sources/item.js';

/** `--filter` or `--exclude` leaves out what metadata are made from, and the output does not have it. */
export class LeftOut extends IngestError {
  constructor(item: Item, path: string) {
    super('not in the output yet, and left out of this ingest', {
      path,
      entity: describeItem(item),
      hint: `let ${item.type} pass --filter and --exclude`,
    });
  }
}

/** Why metadata that `unlessLeftOut` made null are not written. */
export const becauseLeftOut =
  'no metadata written, since --filter or --exclude leaves out a file that they are made from';

/** What is made from files of the output; null where the ingest leaves one of them out. */
export async function unlessLeftOut<Value>(make: () => Promise<Value>): Promise<Value | null> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof LeftOut) return null;
    throw error;
  }
}
