import { directories, layouts, pathTemplates } from './path-templates.js';

/** Where directories are that templates call by a fixed name: the tree's root, or an entity's directory. */
export type FixedParent = 'root' | 'dataset' | 'run';

const parents: Readonly<Record<FixedParent, string>> = {
  root: '',
  dataset: directories.dataset.documented,
  run: directories.run.documented,
};

/**
 * Names that the templates of both layouts give to directories right below a parent: no dataset is called like the
 * directory of depositions, and no run `Images`.
 */
export function fixedDirectories(parent: FixedParent): ReadonlySet<string> {
  return names.get(parents[parent]) ?? new Set();
}

const names = new Map<string, Set<string>>();
for (const { path } of Object.values(pathTemplates)) {
  for (const layout of layouts) {
    const components = path[layout].split('/');
    for (const [depth, name] of components.slice(0, -1).entries()) {
      if (name.includes('{')) continue;
      const parent = components.slice(0, depth).join('/');
      names.set(parent, (names.get(parent) ?? new Set()).add(name));
    }
  }
}
