import { IngestError } from '../errors/index.js';
import { fixedDirectories } from '../layout/index.js';
import { describeItem, type Item } from './item.js';

/** Fails with an IngestError for a dataset or run that is called like a directory of the tree beside it. */
export function refuseReservedName(item: Item): void {
  const reserved =
    item.type === 'dataset'
      ? fixedDirectories('root')
      : item.type === 'run'
        ? fixedDirectories('dataset')
        : new Set<string>();
  if (!reserved.has(item.name)) return;
  throw new IngestError('a name that the tree uses itself', {
    entity: describeItem(item),
    expected: `a ${item.type} that is not called ${[...reserved].join(' or ')}`,
    found: item.name,
    hint: 'give it another name, with name_regex for one',
  });
}
