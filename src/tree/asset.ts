import type { PathTemplateKind } from '../layout/index.js';
import type { TreeFile } from './tree-file.js';

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
