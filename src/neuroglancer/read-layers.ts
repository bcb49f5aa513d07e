import { isJsonObject, type JsonValue, numberAt, objectsAt, textAt, valueAt } from '../base/json-value.js';
import { metresIn } from '../formats/length-units.js';

/** A layer of a Neuroglancer state, as the validation rules need it. */
export type ViewerLayer = ReturnType<typeof viewerLayers>[number];

/** The Neuroglancer units of length that are accepted. */
const units = ['m', 'mm', 'µm', 'um', 'nm', 'pm'];

/**
 * Returns the layers of a viewer configuration. Ignores entries that are not objects. `dataset` is the directory name
 * of the dataset; without it no `target` is set.
 *
 * @example
 * viewerLayers(JSON.parse(text), '10000')[0]?.target; // '10000/TS_001/…/TS_001.zarr'
 */
export function viewerLayers(state: JsonValue | null, dataset: string | null) {
  return objectsAt(state ?? undefined, 'layers').map((layer, index) => {
    const source = valueAt(layer, 'source', 0) ?? valueAt(layer, 'source');
    const url = (typeof source === 'string' ? source : textAt(source, 'url')) ?? '';
    // A URL like `zarr://https://host/10000/TS_001/…` has the path from the dataset on.
    const at = dataset === null ? -1 : url.indexOf(`/${dataset}/`);
    const [path = ''] = url.slice(at + 1).split('|');
    const segments = valueAt(layer, 'segments');
    const colors = valueAt(layer, 'segmentColors');
    return {
      /** The index in `layers` of the state. */
      index,
      name: textAt(layer, 'name') ?? '',
      type: textAt(layer, 'type') ?? '',
      /** The URL of the source, with its protocol: `zarr://https://…`. Empty if the layer has none. */
      url,
      /** The data source kind before the first `://` (`zarr`, `precomputed`); empty if the URL has none. */
      protocol: /^([a-z0-9]+):\/\//.exec(url)?.[1] ?? '',
      /** The path below the root of the tree, starting with the dataset; null if the URL points elsewhere. */
      target: at < 0 || !url.includes('://') ? null : decoded(path.replace(/\/+$/, '')),
      /** The length of a voxel along x, y, z, in metres, of the data; null for an axis without a valid length. */
      input: metresAlong(valueAt(source, 'transform', 'inputDimensions')),
      /** The same for the coordinate space of the viewer. */
      output: metresAlong(valueAt(source, 'transform', 'outputDimensions')),
      /** Selected segments; null if the layer does not list any. */
      segments: Array.isArray(segments) ? segments.map(String) : null,
      /** Segments with a colour of their own; null if the layer has no `segmentColors`. */
      coloredSegments: isJsonObject(colors) ? Object.keys(colors) : null,
    };
  });
}

/** Decodes percent encoding; returns the path unchanged if the encoding is invalid. */
export function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Returns a voxel's x, y, z in metres by the dimensions of a space; null for an axis without a valid length. */
export function metresAlong(dimensions: JsonValue | undefined): (number | null)[] {
  return ['x', 'y', 'z'].map((axis) => {
    const size = numberAt(dimensions, axis, 0);
    const unit = metresIn(textAt(dimensions, axis, 1) ?? '', units);
    return size === null || unit === null ? null : size * unit;
  });
}
