import { addToGroup, getOrMake } from '../base/collections.js';
import { VolumesOfRuns } from '../deposition/volumes-of-runs.js';
import { agreedShape } from './contexts/acquisition.js';
import { faultAt, mismatch, type ReportedIssue } from './finding.js';
import type { RunContext, TreeContext } from './rule.js';
import { describeSize } from './rules/frames.js';

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
const noRuns = () => ({
  count: 0,
  lacking: new Map<string, string[]>(),
  sizes: new VolumesOfRuns(),
  images: [] as ReportedIssue[],
});

/** Collects which pieces the runs of each dataset lack, and the sizes of their tomograms and key images. */
export class Siblings {
  readonly #datasets = new Map<string, ReturnType<typeof noRuns>>();

  note(context: RunContext): void {
    const { dataset, run, voxelSpacings } = context;
    if (dataset === null || run === null) return;
    const own = getOrMake(this.#datasets, dataset, noRuns);
    own.count += 1;
    for (const [piece, has] of Object.entries(pieces)) if (!has(context)) addToGroup(own.lacking, piece, run);
    for (const { volume, images } of voxelSpacings.flatMap(({ tomograms }) => tomograms)) {
      const shape = agreedShape(volume);
      if (shape === null) continue;
      own.sizes.noteShape(shape, 'tomogram', run);
      const original = images.find(({ path }) => path.endsWith('-original.png'));
      const size = original?.value && describeSize(original.value);
      const message = 'the size is that of another tomogram’s image';
      own.images.push(...faultAt(original, mismatch(message, size, `${shape[2]} × ${shape[1]}`)));
    }
  }

  /** Returns the datasets, ascending. Runs are checked in parallel and finish in any order. */
  get datasets(): TreeContext['siblings'] {
    return [...this.#datasets].sort().map(([dataset, { count, lacking, sizes, images }]) => ({
      dataset,
      count,
      lacking: new Map([...lacking].map(([piece, runs]) => [piece, runs.toSorted()])),
      turned: sizes.turned(),
      exchanged: images.filter((a) => images.some((b) => a.found === b.expected && b.found === a.expected)),
    }));
  }
}
