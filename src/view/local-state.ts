import type { JsonObject, JsonValue } from '../json/index.js';
import { isJsonObject } from '../json/index.js';
import { urlPath } from '../layout/index.js';

/**
 * A viewer configuration whose sources are read from `treeUrl` instead of from where the tree will be published. `key` is
 * the state's own path in the tree: it tells where in an address the tree's part begins.
 */
export function localState(state: JsonObject, key: string, treeUrl: string): JsonObject {
  const run = key.split('/').slice(0, 2).join('/');
  const rewrite = (value: JsonValue): JsonValue => {
    if (Array.isArray(value)) return value.map(rewrite);
    if (isJsonObject(value)) {
      return Object.fromEntries(
        Object.entries(value).map(([name, inner]) => [
          name,
          name === 'url' && typeof inner === 'string' ? localUrl(inner, run, treeUrl) : rewrite(inner),
        ]),
      );
    }
    return value;
  };
  const layers = state.layers;
  return layers === undefined ? state : { ...state, layers: rewrite(layers) };
}

/** `zarr://https://host/prefix/10000/TS_1/…` becomes `zarr://treeUrl/10000/TS_1/…`. */
function localUrl(url: string, run: string, treeUrl: string): string {
  const protocol = /^(zarr|precomputed|n5):\/\//.exec(url)?.[0];
  if (protocol === undefined) return url;
  const local = (path: string) => `${protocol}${treeUrl.replace(/\/$/, '')}/${path}`;
  // Addresses of other programs may hold names as they are.
  const plain = url.indexOf(`/${run}/`);
  if (plain >= 0) return local(urlPath(url.slice(plain + 1)));
  const encoded = url.indexOf(`/${urlPath(run)}/`);
  return encoded < 0 ? url : local(url.slice(encoded + 1));
}
