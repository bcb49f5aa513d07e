import { IngestError } from '../errors/index.js';
import { fixedDirectories, ownDirectory } from '../layout/index.js';
import { isPartialName } from '../storage/index.js';
import { describeItem, type Item } from './item.js';

/**
 * Fails with an IngestError for a dataset or run that is called like a directory of the tree beside it, or like files that are
 * being written.
 */
export function refuseReservedName(item: Item): void {
  const reserved =
    item.type === 'dataset'
      ? new Set([...fixedDirectories('root'), ownDirectory])
      : item.type === 'run'
        ? fixedDirectories('dataset')
        : new Set<string>();
  if (!reserved.has(item.name) && !isPartialName(item.name)) return;
  throw new IngestError('a name that the tree uses itself', {
    entity: describeItem(item),
    expected: reserved.has(item.name)
      ? `a ${item.type} that is not called ${[...reserved].join(' or ')}`
      : `a ${item.type} that is not called like files that are being written`,
    found: item.name,
    hint: 'give it another name, with name_regex for one',
  });
}
