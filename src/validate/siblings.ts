import { addToGroup, getOrMake } from '../base/collections.js';
import { VolumesOfRuns } from '../deposition/volumes-of-runs.js';
import { agreedShape } from './contexts/acquisition.js';
import type { RunContext } from './rule.js';

/** A dataset with what tells its runs from each other. */
export interface SiblingRuns {
  readonly dataset: string;
  readonly count: number;
  /** Names of the runs without a piece, ascending, by the piece. */
  readonly lacking: ReadonlyMap<string, readonly string[]>;
  /** Tomograms whose axes are in another order than those of other runs, in whole sentences. */
  readonly turned: readonly string[];
}

/** What a run may have, in the words of messages. */
const pieces: Readonly<Record<string, (run: RunContext) => boolean>> = {
  frames: ({ frames }) => frames.frames.length > 0,
  'tilt series': ({ tiltSeries }) => tiltSeries.length > 0,
  'raw tilt angles': ({ tiltSeries }) =>
    tiltSeries.length === 0 || tiltSeries.some(({ rawTilts }) => rawTilts.length > 0),
  alignment: ({ alignments }) => alignments.length > 0,
  tomogram: ({ voxelSpacings }) => voxelSpacings.some(({ tomograms }) => tomograms.length > 0),
  'list of identified objects': ({ identifiedObjects }) => identifiedObjects !== null,
};

/** Collects which pieces the runs of each dataset lack, and the sizes of their tomograms. */
export class Siblings {
  readonly #datasets = new Map<
    string,
    { count: number; lacking: Map<string, string[]>; sizes: VolumesOfRuns }
  >();

  note(context: RunContext): void {
    const { dataset, run, voxelSpacings } = context;
    if (dataset === null || run === null) return;
    const own = getOrMake(this.#datasets, dataset, () => ({
      count: 0,
      lacking: new Map(),
      sizes: new VolumesOfRuns(),
    }));
    own.count += 1;
    for (const [piece, has] of Object.entries(pieces)) if (!has(context)) addToGroup(own.lacking, piece, run);
    for (const { tomograms } of voxelSpacings)
      for (const { volume } of tomograms) own.sizes.noteShape(agreedShape(volume), 'tomogram', run);
  }

  /** Returns the datasets, ascending. Runs are checked in parallel and finish in any order. */
  get datasets(): SiblingRuns[] {
    return [...this.#datasets].sort().map(([dataset, { count, lacking, sizes }]) => ({
      dataset,
      count,
      lacking: new Map([...lacking].map(([piece, runs]) => [piece, runs.toSorted()])),
      turned: sizes.turned(),
    }));
  }
}
