// Answers to requests for files of a tree, over HTTP and from a page's own worker. Viewer configurations are read from
// where the tree is now: `base` is the URL of the folder with the viewer.

import { decodeObject } from '../base/json-text.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json-value.js';
import { contentType } from '../storage/content-type.js';
import { urlPath } from '../tree/layout/build-path.js';
import type { IndexedTomogram } from './tree-contents.js';

/** Types that a browser shows and never runs. Other files of a tree are for downloading only. */
const passiveTypes: ReadonlySet<string> = new Set([
  'application/json',
  'application/x-ndjson',
  'image/png',
  'image/jpeg',
  'model/gltf-binary',
]);

/** Returns the headers that say what a file of a tree is: a browser shows it, or takes it as a download. */
export function typeHeaders(path: string): Record<string, string> {
  const type = contentType(path);
  return passiveTypes.has(type)
    ? { 'Content-Type': type }
    : { 'Content-Type': 'application/octet-stream', 'Content-Disposition': 'attachment' };
}

/** Parses a `Range` header, with an exclusive end; null for the whole file, `unsatisfiable` for one that it lacks. */
export function parseRange(header: string | null | undefined, size: number) {
  const match = header == null ? null : /^bytes=(\d*)-(\d*)$/.exec(header);
  if (match === null) return null;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return null;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  return start < end ? { start, end } : 'unsatisfiable';
}

/** Size limit of a viewer configuration, in bytes. */
export const stateLimit = 16 * 1024 * 1024;

/** Returns the viewer's URL with a state after `#!`. `base` is the server's URL with its token. */
export function viewerUrl({ state }: Pick<IndexedTomogram, 'state'>, base: string): string {
  return `${base}/viewer/#!${base}/state/${urlPath(state)}`;
}

/** Returns the URL of the viewer with an OME-Zarr of the tree that has no state, shown by section. */
export function volumeUrl(path: string, name: string, base: string): string {
  const source = `zarr://${base}/tree/${urlPath(path)}`;
  const state = { layers: [{ type: 'image', name, source }], layout: 'xy' };
  return `${base}/viewer/#!${encodeURIComponent(JSON.stringify(state))}`;
}

/** The changes to a viewer configuration that a URL asks for; null where it asks for none. */
export interface AskedView {
  readonly layers: ReadonlySet<number> | null;
  /** The voxel in the centre, x, y and z. */
  readonly position: readonly number[] | null;
}

/** Parses the query `layers=0,2&position=10,20,30` of a URL. A position that is not three numbers is ignored. */
export function askedView(url = ''): AskedView {
  const numbers = (name: string) =>
    new RegExp(`[?&]${name}=([\\d,.-]*)(?:&|$)`)
      .exec(url)?.[1]
      ?.split(',')
      .filter((text) => text !== '')
      .map(Number);
  const layers = numbers('layers');
  const position = numbers('position') ?? [];
  const isWhole = position.length === 3 && !position.some(Number.isNaN);
  return { layers: layers === undefined ? null : new Set(layers), position: isWhole ? position : null };
}

/** Returns a URL of the viewer that shows a voxel of its tomogram (z, y, x) in the centre. */
export function viewerUrlAt(url: string, [z, y, x]: readonly [number, number, number]): string {
  return `${url}?position=${x},${y},${z}`;
}

/** Returns a state that shows the given layers only, archived ones too, with the given voxel in the centre. */
function withView(state: JsonObject, { layers: shown, position }: AskedView): JsonObject {
  const placed = position === null ? state : { ...state, position: [...position] };
  if (shown === null || !Array.isArray(state.layers)) return placed;
  const layers = state.layers.map((layer, index) => {
    if (!isJsonObject(layer)) return layer;
    const visible = shown.has(index);
    return { ...layer, visible, ...(layer.archived === true && { archived: !visible }) };
  });
  return { ...placed, layers };
}

/**
 * Returns the viewer configuration in a file, whose sources are then read from `treeUrl` instead of the address where
 * the tree will be published; null if the file has none. `key` is its path in the tree: dataset and run tell where the
 * path in a URL begins.
 */
export function localState(bytes: Uint8Array, key: string, treeUrl: string, view: AskedView) {
  const state = decodeObject(bytes, key);
  return state === null ? null : withView(withLocalSources(state, key, treeUrl), view);
}

function withLocalSources(state: JsonObject, key: string, treeUrl: string): JsonObject {
  if (state.layers === undefined) return state;
  const run = key.split('/').slice(0, 2).join('/');
  const layers: JsonValue = JSON.parse(JSON.stringify(state.layers), (name, value: JsonValue) =>
    name === 'url' && typeof value === 'string' ? localUrl(value, run, treeUrl) : value,
  );
  return { ...state, layers };
}

/** Replaces `zarr://https://host/prefix/10000/TS_1/…` by `zarr://treeUrl/10000/TS_1/…`. */
function localUrl(url: string, run: string, treeUrl: string): string {
  const protocol = /^(zarr|precomputed|n5):\/\//.exec(url)?.[0];
  if (protocol === undefined) return url;
  const local = (path: string) => `${protocol}${treeUrl.replace(/\/$/, '')}/${path}`;
  // URLs of other programs may contain names that are not encoded.
  const plain = url.indexOf(`/${run}/`);
  if (plain >= 0) return local(urlPath(url.slice(plain + 1)));
  const encoded = url.indexOf(`/${urlPath(run)}/`);
  return encoded < 0 ? url : local(url.slice(encoded + 1));
}
