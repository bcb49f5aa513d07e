import type { JsonObject } from '../../../json/index.js';
import { voxelSpacingName } from '../../../layout/index.js';

/** A layer of an annotation. */
export interface AnnotationLayer {
  readonly layer: JsonObject;
  /** Å, of the annotation. */
  readonly voxelSpacing: number;
}

/**
 * Layers with names of their own: identifiers of annotations begin anew at every voxel spacing, so that where a name
 * comes twice, those of another spacing than the tomogram's (Å) are told by it.
 */
export function withOwnNames(layers: readonly AnnotationLayer[], tomogramSpacing: number): JsonObject[] {
  const counts = new Map<unknown, number>();
  for (const { layer } of layers) counts.set(layer.name, (counts.get(layer.name) ?? 0) + 1);
  return layers.map(({ layer, voxelSpacing }) =>
    voxelSpacing === tomogramSpacing || counts.get(layer.name) === 1
      ? layer
      : { ...layer, name: `${layer.name} ${voxelSpacingName(voxelSpacing)} Å` },
  );
}
