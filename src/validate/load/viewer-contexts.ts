import { viewerLayers } from '../../neuroglancer/state/index.js';
import type { RunContext, ViewerContext } from '../contexts/index.js';
import { alignmentPath } from './alignment-path.js';

/** The viewer configurations of a run's tomograms that can be read, with the annotations they should show. */
export function viewerContexts({ voxelSpacings }: RunContext): ViewerContext[] {
  const annotations = voxelSpacings.flatMap(({ spacing, annotations: own, precomputes }) =>
    own.map((annotation) => ({
      annotation,
      spacing,
      precomputed: precomputes.filter((each) => each.annotation === annotation).map(({ shape }) => shape),
    })),
  );
  return voxelSpacings.flatMap(({ tomograms }) =>
    tomograms.flatMap((tomogram): ViewerContext[] => {
      const { vizConfig } = tomogram;
      if (vizConfig?.value == null) return [];
      const { path, entity, dataset, run, value } = vizConfig;
      return [
        {
          path,
          entity,
          dataset,
          run,
          state: value,
          layers: viewerLayers(value, dataset),
          tomogram,
          hasPrecomputes: voxelSpacings.some(({ precomputes }) => precomputes.length > 0),
          annotations: annotations.filter(
            ({ annotation }) =>
              annotation.metadata?.value != null &&
              alignmentPath(annotation.metadata) === alignmentPath(tomogram.metadata),
          ),
        },
      ];
    }),
  );
}
