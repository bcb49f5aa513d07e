import { isJsonObject, type JsonValue, numberAt, objectsAt, textAt, valueAt } from '../base/json-value.js';
import { metresIn } from '../formats/length-units.js';

/** A layer of a viewer configuration; null for what it does not say. */
export interface ViewerLayer {
  /** Index among the layers. */
  readonly index: number;
  readonly name: string;
  readonly type: string;
  /** Where its data lie, with the kind of data before `://`. */
  readonly url: string;
  readonly protocol: string;
  /** What of the address lies below the tree's root, when it points into the dataset. */
  readonly target: string | null;
  /** Metres along x, y, z: of the data, and of what the viewer shows them in. */
  readonly input: readonly (number | null)[];
  readonly output: readonly (number | null)[];
  readonly segments: readonly string[] | null;
  readonly coloredSegments: readonly string[] | null;
}

/** Units of length of Neuroglancer that are taken. */
const units = ['m', 'mm', 'µm', 'um', 'nm', 'pm'];

/** The layers of a viewer configuration, as far as they are mappings. */
export function viewerLayers(state: JsonValue | null, dataset: string | null): ViewerLayer[] {
  return objectsAt(state ?? undefined, 'layers').map((layer, index) => {
    const source = valueAt(layer, 'source', 0) ?? valueAt(layer, 'source');
    const url = (typeof source === 'string' ? source : textAt(source, 'url')) ?? '';
    const segments = valueAt(layer, 'segments');
    const colors = valueAt(layer, 'segmentColors');
    return {
      index,
      name: textAt(layer, 'name') ?? '',
      type: textAt(layer, 'type') ?? '',
      url,
      protocol: /^([a-z0-9]+):\/\//.exec(url)?.[1] ?? '',
      target: dataset === null ? null : targetOf(url, dataset),
      input: metres(valueAt(source, 'transform', 'inputDimensions')),
      output: metres(valueAt(source, 'transform', 'outputDimensions')),
      segments: Array.isArray(segments) ? segments.map(String) : null,
      coloredSegments: isJsonObject(colors) ? Object.keys(colors) : null,
    };
  });
}

/** Neuroglancer sources are URLs like `zarr://https://host/10000/TS_001/…`; only the part below the root counts. */
function targetOf(url: string, dataset: string): string | null {
  const at = url.indexOf(`/${dataset}/`);
  if (!url.includes('://') || at < 0) return null;
  return decoded((url.slice(at + 1).split('|')[0] ?? '').replace(/\/+$/, ''));
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function metres(dimensions: JsonValue | undefined): (number | null)[] {
  return ['x', 'y', 'z'].map((axis) => {
    const size = numberAt(dimensions, axis, 0);
    const unit = metresIn(textAt(dimensions, axis, 1) ?? '', units);
    return size === null || unit === null ? null : size * unit;
  });
}
