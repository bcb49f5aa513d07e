// Viewer configurations of a tree, read from where the tree is now: `base` is the URL of the folder with the viewer.

import { decodeObject } from '../base/json-text.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json-value.js';
import { urlPath } from '../tree/layout/build-path.js';
import type { IndexedTomogram } from './tree-index.js';

/** Size limit of a viewer configuration, in bytes. */
export const stateLimit = 16 * 1024 * 1024;

/**
 * Returns the URL of the viewer with a state, which it loads from the URL after `#!`. `base` is the server's URL with
 * its token.
 */
export function viewerUrl({ state }: Pick<IndexedTomogram, 'state'>, base: string): string {
  return `${base}/viewer/#!${base}/state/${urlPath(state)}`;
}

/** Returns the URL of the viewer with an OME-Zarr of the tree that has no state, shown by section. */
export function volumeUrl(path: string, name: string, base: string): string {
  const source = `zarr://${base}/tree/${urlPath(path)}`;
  const state = { layers: [{ type: 'image', name, source }], layout: 'xy' };
  return `${base}/viewer/#!${encodeURIComponent(JSON.stringify(state))}`;
}

/** Parses the layers of `?layers=0,2`; null without the parameter. */
export function layersOf(url: string | undefined): ReadonlySet<number> | null {
  const given = /[?&]layers=([\d,]*)(?:&|$)/.exec(url ?? '')?.[1];
  if (given === undefined) return null;
  return new Set((given.match(/\d+/g) ?? []).map(Number));
}

/** Shows the given layers of a state, archived ones too, and hides the others. */
function showLayers(state: JsonObject, shown: ReadonlySet<number> | null): JsonObject {
  const { layers } = state;
  if (shown === null || !Array.isArray(layers)) return state;
  return {
    ...state,
    layers: layers.map((layer, index) => {
      if (!isJsonObject(layer)) return layer;
      const visible = shown.has(index);
      return { ...layer, visible, ...(layer.archived === true && { archived: !visible }) };
    }),
  };
}

/**
 * Returns the viewer configuration in a file, whose sources are then read from `treeUrl` instead of the address where
 * the tree will be published; null if the file has none. `key` is its path in the tree: dataset and run tell where the
 * path in a URL begins. Only the layers in `shown` are visible, unless it is null.
 */
export function localState(
  bytes: Uint8Array,
  key: string,
  treeUrl: string,
  shown: ReadonlySet<number> | null,
): JsonObject | null {
  const state = decodeObject(bytes, key);
  return state === null ? null : showLayers(withLocalSources(state, key, treeUrl), shown);
}

function withLocalSources(state: JsonObject, key: string, treeUrl: string): JsonObject {
  const run = key.split('/').slice(0, 2).join('/');
  const rewrite = (value: JsonValue): JsonValue => {
    if (Array.isArray(value)) return value.map(rewrite);
    if (!isJsonObject(value)) return value;
    const entries = Object.entries(value).map(([name, inner]) => [
      name,
      name === 'url' && typeof inner === 'string' ? localUrl(inner, run, treeUrl) : rewrite(inner),
    ]);
    return Object.fromEntries(entries);
  };
  return state.layers === undefined ? state : { ...state, layers: rewrite(state.layers) };
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
