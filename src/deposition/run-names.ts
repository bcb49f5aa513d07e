import { IngestError } from '../base/errors.js';
import { withArticle } from '../base/messages.js';
import { isPartialName } from '../storage/partial-name.js';
import { entities } from '../tree/entities/entity-type.js';
import { isUsableName, usableName } from '../tree/layout/build-path.js';
import { ownDirectory } from '../tree/layout/own-files.js';
import { fixedDirectories } from '../tree/layout/path-templates.js';
import { locationFacts } from './config/template.js';
import { describeItem, type Item } from './item.js';

/**
 * Fails with an IngestError for a dataset, run or other level of the tree whose name cannot be used as a directory.
 * The error names the line of the configuration and the expression that gave the name.
 */
export function refuseImpossibleName({ type, name, source }: Item): void {
  const { nameVariable, walk } = entities[type];
  if (nameVariable === undefined || walk?.isLevel !== true || isUsableName(name)) return;
  const { finder, location } = source ?? {};
  const regex = finder !== undefined && 'nameRegex' in finder ? finder.nameRegex.source : null;
  throw new IngestError(
    name === '' ? `the ${nameVariable} is empty` : `the ${nameVariable} cannot be used in a path`,
    {
      ...(location === undefined ? {} : locationFacts(location)),
      entity: `${type} ${JSON.stringify(name)}`,
      expected: usableName,
      found: `${JSON.stringify(name)}${regex === null ? '' : `, by name_regex ${regex}`}`,
    },
  );
}

/**
 * Fails with an IngestError for a dataset or run with the name of a directory that the tree has beside it or that
 * begins with a dot as hidden files do, and for any item that is named like temporary files.
 */
export function refuseReservedName(item: Item): void {
  const reserved =
    item.type === 'dataset'
      ? new Set([...fixedDirectories('root'), ownDirectory])
      : item.type === 'run'
        ? fixedDirectories('dataset')
        : new Set<string>();
  // Names that no path can have are refused with their reason.
  const isHidden =
    item.name.startsWith('.') && isUsableName(item.name) && (item.type === 'dataset' || item.type === 'run');
  if (!reserved.has(item.name) && !isHidden && !isPartialName(item.name)) return;
  throw new IngestError('a name that the tree uses itself', {
    entity: describeItem(item),
    expected: reserved.has(item.name)
      ? `${withArticle(item.type)} that is not called ${[...reserved].join(' or ')}`
      : isPartialName(item.name)
        ? `${withArticle(item.type)} that is not called like files that are being written`
        : `${withArticle(item.type)} whose name does not begin with a dot, as those of hidden files do`,
    found: item.name,
    hint: 'give it another name, with name_regex for one',
  });
}
