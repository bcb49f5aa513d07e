import { type annotations, type MadeTree, putJson, putText, tomogramLevels } from '../make-tree.js';
import { type MadeLevel, putZarr, type ZarrStorage } from '../make-zarr.js';

/** A change of a tree, with the expected result of its comparison with the original. */
export interface PlantedChange {
  readonly name: string;
  readonly plant: (tree: MadeTree) => void | Promise<void>;
  /** Lines `entity: severity kind at`. */
  readonly expected: readonly string[];
  readonly status: 0 | 1 | 2;
}

export type Json = Record<string, unknown>;

export function editJson(
  path: (tree: MadeTree) => string,
  edit: (value: Json) => unknown,
): (tree: MadeTree) => void {
  return (tree) => {
    const value = JSON.parse(new TextDecoder().decode(tree.files.get(path(tree)))) as Json;
    putJson(tree, path(tree), edit(value) ?? value);
  };
}

export function editText(
  path: (tree: MadeTree) => string,
  edit: (text: string) => string,
): (tree: MadeTree) => void {
  return (tree) => putText(tree, path(tree), edit(new TextDecoder().decode(tree.files.get(path(tree)))));
}

export function editBytes(
  path: (tree: MadeTree) => string,
  edit: (bytes: Uint8Array) => Uint8Array,
): (tree: MadeTree) => void {
  return (tree) => {
    tree.files.set(path(tree), edit(Uint8Array.from(tree.files.get(path(tree)) as Uint8Array)));
  };
}

export function zarr(
  edit: (levels: MadeLevel[]) => void,
  storage: ZarrStorage = {},
): (tree: MadeTree) => void {
  return ({ files, kernels, path }) => {
    const levels = tomogramLevels();
    edit(levels);
    putZarr(files, path('tomogramZarr'), kernels, 'float32', levels, storage);
  };
}

export const keep = () => {};
export const at = (levels: MadeLevel[], level: number) => (levels[level] as MadeLevel).values;
export const tomogramMetadata = (tree: MadeTree) => tree.path('tomogramMetadata');
export const tomogramMrc = (tree: MadeTree) => tree.path('tomogramMrc');
export const annotationData =
  (annotation: (typeof annotations)[keyof typeof annotations]) => (tree: MadeTree) =>
    tree.path('annotationFile', annotation);
