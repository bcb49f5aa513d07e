import {
  type Layout,
  type PathTemplateName,
  parseAnyPath,
  pathTemplates,
  type Variable,
} from '../layout/index.js';
import type { NotAFile, ObjectInfo } from '../storage/index.js';
import { isLeftover } from './leftover.js';

/** A file of the tree and the place it takes in the layout. */
export interface TreeFile {
  /** Below the tree's root. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Null for what has no place, and for leftovers wherever they lie. */
  readonly template: PathTemplateName | null;
  readonly variables: Readonly<Partial<Record<Variable, string>>>;
  /** Path inside a zarr or directory template. */
  readonly inside: string;
  /** The layout whose table gave the template; not the tree's own where two are mixed. */
  readonly layout: Layout;
  readonly isLeftover: boolean;
  /** A symbolic link that leads out of the tree. */
  readonly leavesTree?: true;
  /** What stands in the place of a file; it has no place in the layout. */
  readonly notAFile?: NotAFile;
}

/** A listed file with its place; a path that only the other layout knows keeps the template it has there. */
export function classifyFile(
  { key, size, leaves, notAFile }: Pick<ObjectInfo, 'key' | 'size' | 'leaves' | 'notAFile'>,
  layout: Layout,
): TreeFile {
  const leftover = isLeftover(key);
  const base = {
    path: key,
    size,
    isLeftover: leftover,
    ...(leaves ? { leavesTree: leaves } : {}),
    ...(notAFile === undefined ? {} : { notAFile }),
  };
  const parsed = leftover || notAFile !== undefined ? null : parseAnyPath(key, layout);
  // A directory template needs something inside: the bare path is a file under a directory's name.
  if (parsed === null || (pathTemplates[parsed.template].kind !== 'file' && parsed.inside === '')) {
    return { ...base, template: null, variables: {}, inside: '', layout };
  }
  return { ...base, ...parsed };
}
