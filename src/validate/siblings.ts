import { addToGroup, getOrMake } from '../base/collections.js';
import { VolumesOfRuns } from '../deposition/volumes-of-runs.js';
import { agreedShape } from './contexts/acquisition.js';
import type { RunContext, TreeContext } from './rule.js';

/** The pieces that a run may have, in the words of messages. */
const pieces: Readonly<Record<string, (run: RunContext) => boolean>> = {
  frames: ({ frames }) => frames.frames.length > 0,
  'tilt series': ({ tiltSeries }) => tiltSeries.length > 0,
  'raw tilt angles': ({ tiltSeries }) =>
    tiltSeries.length === 0 || tiltSeries.some(({ rawTilts }) => rawTilts.length > 0),
  alignment: ({ alignments }) => alignments.length > 0,
  tomogram: ({ voxelSpacings }) => voxelSpacings.some(({ tomograms }) => tomograms.length > 0),
  'list of identified objects': ({ identifiedObjects }) => identifiedObjects !== null,
};

/** Runs of a dataset that were validated. */
const noRuns = () => ({ count: 0, lacking: new Map<string, string[]>(), sizes: new VolumesOfRuns() });

/** Collects which pieces the runs of each dataset lack, and the sizes of their tomograms. */
export class Siblings {
  readonly #datasets = new Map<string, ReturnType<typeof noRuns>>();

  note(context: RunContext): void {
    const { dataset, run, voxelSpacings } = context;
    if (dataset === null || run === null) return;
    const own = getOrMake(this.#datasets, dataset, noRuns);
    own.count += 1;
    for (const [piece, has] of Object.entries(pieces)) if (!has(context)) addToGroup(own.lacking, piece, run);
    for (const { volume } of voxelSpacings.flatMap(({ tomograms }) => tomograms)) {
      const shape = agreedShape(volume);
      if (shape !== null) own.sizes.noteShape(shape, 'tomogram', run);
    }
  }

  /** Returns the datasets, ascending. Runs are checked in parallel and finish in any order. */
  get datasets(): TreeContext['siblings'] {
    return [...this.#datasets].sort().map(([dataset, { count, lacking, sizes }]) => ({
      dataset,
      count,
      lacking: new Map([...lacking].map(([piece, runs]) => [piece, runs.toSorted()])),
      turned: sizes.turned(),
    }));
  }
}
