import type { NotAFile, ObjectInfo } from '../storage/storage.js';
import { parseAnyPath } from './layout/parse-path.js';
import {
  type Layout,
  type PathTemplateKind,
  type PathTemplateName,
  pathTemplates,
  type Variable,
} from './layout/path-templates.js';

/** A file, or a directory that is one thing (an OME-Zarr, a precomputed annotation), of a tree. */
export interface Asset extends Pick<TreeFile, 'path' | 'template' | 'variables' | 'layout'> {
  readonly kind: PathTemplateKind;
  /** Bytes of all its files. */
  readonly size: number;
  /** Bytes by path inside the directory; empty for a plain file. */
  readonly files: ReadonlyMap<string, number>;
}

/** Path of the asset that a file belongs to. */
export function assetPath({ path, inside }: Pick<TreeFile, 'path' | 'inside'>): string {
  return inside === '' ? path : path.slice(0, -inside.length - 1);
}

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

const zarrMembers = new Set(['.zattrs', '.zgroup', '.zarray', '.zmetadata']);
const strayNames = new Set(['thumbs.db', 'desktop.ini', '__macosx']);
const strayEnding = /(?:~|\.(?:tmp|temp|part|partial|swp|bak|crdownload|lock))$/i;

/** Whether a path is what a tool or desktop left behind: hidden or temporary by its name. */
function isLeftover(path: string): boolean {
  return path.split('/').some(isStrayName);
}

function isStrayName(name: string): boolean {
  if (name === '.' || name === '..') return false;
  if (name.startsWith('.')) return !zarrMembers.has(name);
  return strayNames.has(name.toLowerCase()) || strayEnding.test(name);
}

/** Whether a file may be without a byte: annotations without a point are, and what a precompute's members are is not ours to judge. */
export function isMayBeEmpty(path: string): boolean {
  return path.endsWith('.ndjson') || parseAnyPath(path, 'documented')?.template === 'annotationPrecompute';
}
