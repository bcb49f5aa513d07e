import { entities } from '../entities/index.js';
import { IngestError } from '../errors/index.js';
import { isUsableName, usableName } from '../layout/index.js';
import type { Item } from './item.js';

/**
 * Fails with an IngestError for a dataset, run or other level of the tree whose name cannot be that of a directory; it names
 * the line of the configuration and the expression that gave the name.
 */
export function refuseImpossibleName({ type, name, source }: Item): void {
  const { nameVariable, walk } = entities[type];
  if (nameVariable === undefined || walk?.isLevel !== true || isUsableName(name)) return;
  const { finder, location } = source ?? {};
  const regex = finder !== undefined && 'nameRegex' in finder ? finder.nameRegex.source : null;
  throw new IngestError(
    name === '' ? `the ${nameVariable} is empty` : `the ${nameVariable} cannot be used in a path`,
    {
      ...(location === undefined
        ? {}
        : { path: location.file, line: location.line, keyPath: location.keyPath }),
      entity: `${type} ${JSON.stringify(name)}`,
      expected: usableName,
      found: `${JSON.stringify(name)}${regex === null ? '' : `, by name_regex ${regex}`}`,
    },
  );
}
