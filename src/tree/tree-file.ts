import { defined } from '../base/collections.js';
import type { NotAFile, ObjectInfo } from '../storage/storage.js';
import { type ParsedPath, parseAnyPath } from './layout/parse-path.js';
import {
  type Layout,
  type PathTemplateKind,
  type PathTemplateName,
  pathTemplates,
} from './layout/path-templates.js';

export interface TreeFile extends Omit<ParsedPath, 'template'> {
  /** Path below the root of the tree. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Null for leftovers and for files that no template allows. */
  readonly template: PathTemplateName | null;
  /** True for hidden and temporary files, which tools and desktops leave behind. */
  readonly isLeftover: boolean;
  /** True for a symbolic link to a file outside the tree. */
  readonly leavesTree?: true;
  /** Kind of an entry that is not a file and so has no template. */
  readonly notAFile?: NotAFile;
}

/** A file of the tree, or a directory that is one thing: an OME-Zarr, a precomputed annotation. */
export interface Asset extends Pick<TreeFile, 'path' | 'template' | 'variables' | 'layout'> {
  readonly kind: PathTemplateKind;
  /** Total size of its files in bytes. */
  readonly size: number;
  /** Sizes in bytes by path inside the directory; empty for a file. */
  readonly files: ReadonlyMap<string, number>;
}

type AssetFile = Pick<TreeFile, 'path'> & Partial<Pick<TreeFile, 'inside'>>;

/** Returns the path of the asset that a file belongs to; a file with a path alone is parsed in either layout. */
export function assetPath({ path, inside = parseAnyPath(path)?.inside ?? '' }: AssetFile): string {
  return inside === '' ? path : path.slice(0, -inside.length - 1);
}

/** Classifies a listed file. A path that only the other layout allows gets that layout's template. */
export function classifyFile(
  { key, size, leaves, notAFile }: Pick<ObjectInfo, 'key' | 'size' | 'leaves' | 'notAFile'>,
  layout: Layout,
): TreeFile {
  const leftover = isLeftover(key);
  const base = { path: key, size, isLeftover: leftover, ...defined({ leavesTree: leaves, notAFile }) };
  const parsed = leftover || notAFile !== undefined ? null : parseAnyPath(key, layout);
  // A bare path of a directory template is a file with a directory's name.
  if (parsed === null || (pathTemplates[parsed.template].kind !== 'file' && parsed.inside === ''))
    return { ...base, template: null, variables: {}, inside: '', layout };
  return { ...base, ...parsed };
}

/** Hidden files of zarr v2, which are not leftovers. */
const zarrMembers = new Set(['.zattrs', '.zgroup', '.zarray', '.zmetadata']);
const strayNames = new Set(['thumbs.db', 'desktop.ini', '__macosx']);
const strayEnding = /(?:~|\.(?:tmp|temp|part|partial|swp|bak|crdownload|lock))$/i;

/** True if a component of the path is hidden or has the name of a temporary file. */
function isLeftover(path: string): boolean {
  return path.split('/').some((name) => {
    if (name.startsWith('.')) return name !== '.' && name !== '..' && !zarrMembers.has(name);
    return strayNames.has(name.toLowerCase()) || strayEnding.test(name);
  });
}

/** True if a file may be empty: a list without points, or of a precomputed annotation, not checked here. */
export function isMayBeEmpty(path: string): boolean {
  return path.endsWith('.ndjson') || parseAnyPath(path)?.template === 'annotationPrecompute';
}
