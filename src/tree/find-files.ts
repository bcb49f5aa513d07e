import { type PathTemplateName, parseAnyPath, pathTemplates } from '../layout/index.js';
import type { Asset } from './asset.js';
import type { PublishedTree } from './open-tree.js';

/**
 * What lies right in a directory at a template, in the names of either layout: those of the tree's own come first, short
 * names before long ones. Fails with a StorageError when the directory cannot be read.
 */
export async function findFiles(
  { storage, layout }: PublishedTree,
  directory: string,
  template: PathTemplateName,
): Promise<Pick<Asset, 'path' | 'variables' | 'layout'>[]> {
  const wanted = pathTemplates[template].kind === 'file' ? 'file' : 'directory';
  const entries = await storage.readDirectory(directory);
  return entries
    .flatMap(({ name, kind }) => {
      const path = `${directory}/${name}`;
      const parsed = kind === wanted ? parseAnyPath(path, layout) : null;
      return parsed?.template === template && parsed.inside === '' ? [{ path, ...parsed }] : [];
    })
    .sort(
      (a, b) => Number(b.layout === layout) - Number(a.layout === layout) || a.path.length - b.path.length,
    );
}
