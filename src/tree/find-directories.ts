import {
  type DirectoryEntity,
  directories,
  fillTemplate,
  matchName,
  type PathVariables,
} from '../layout/index.js';
import { joinKey } from '../storage/keys/index.js';
import type { PublishedTree } from './open-tree.js';

/** A directory of a tree, and what its path says. */
export interface FoundDirectory {
  readonly path: string;
  readonly variables: PathVariables;
}

/**
 * The directories of all entities of a type whose paths have the known values, ascending component by component. Only
 * those directories are read in which names are not known. Fails with a StorageError when one cannot be read.
 */
export async function findDirectories(
  { storage, layout }: PublishedTree,
  type: DirectoryEntity,
  known: PathVariables,
): Promise<FoundDirectory[]> {
  let found: FoundDirectory[] = [{ path: '', variables: known }];
  for (const component of directories[type][layout].split('/')) {
    const below: FoundDirectory[] = [];
    for (const { path, variables } of found) {
      if (isFilled(component, variables)) {
        below.push({ path: joinKey(path, fillTemplate(component, variables)), variables });
        continue;
      }
      for (const { name, kind } of await storage.readDirectory(path)) {
        const values = kind === 'directory' ? matchName(component, name) : null;
        if (values !== null)
          below.push({ path: joinKey(path, name), variables: { ...variables, ...values } });
      }
    }
    found = below;
  }
  return found;
}

function isFilled(component: string, variables: PathVariables): boolean {
  return [...component.matchAll(/\{(\w+)\}/g)].every(([, name]) => name !== undefined && name in variables);
}
