import { addToGroup, getOrMake, groupBy } from '../base/collections.js';
import { VolumesOfRuns } from '../deposition/volumes-of-runs.js';
import { parseAnyPath } from '../tree/layout/parse-path.js';
import { keyImageNames } from '../volume/key-image.js';
import { agreedShape } from './contexts/acquisition.js';
import type { ReportedIssue } from './finding.js';
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
  'whole set of key images': ({ voxelSpacings }) =>
    voxelSpacings.every(({ tomograms }) =>
      tomograms.every(({ images }) => keyImageNames.every((name) => imageCalled(name, images))),
    ),
};

/** Runs of a dataset that were validated. */
const noRuns = () => ({
  count: 0,
  lacking: new Map<string, string[]>(),
  sizes: new VolumesOfRuns(),
  originals: [] as Original[],
});

/** The original of the key images of a tomogram: its size in bytes, and that in pixels beside that of the sections. */
interface Original {
  readonly run: string;
  readonly path: string;
  readonly bytes: number;
  readonly found: string;
  readonly expected: string;
}

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
      const original = imageCalled('original', images);
      if (original?.value == null) continue;
      const { path, size: bytes, value } = original;
      own.originals.push({
        run,
        path,
        bytes,
        found: describeSize(value),
        expected: `${shape[2]} × ${shape[1]}`,
      });
    }
  }

  /** Returns the datasets, ascending. Runs are checked in parallel and finish in any order. */
  get datasets(): TreeContext['siblings'] {
    return [...this.#datasets].sort().map(([dataset, { count, lacking, sizes, originals }]) => ({
      dataset,
      count,
      lacking: new Map([...lacking].map(([piece, runs]) => [piece, runs.toSorted()])),
      turned: sizes.turned(),
      exchanged: exchangedOf(originals),
    }));
  }
}

/** Returns the first image of a name of key images, by its path. */
export function imageCalled<Image extends { readonly path: string }>(name: string, images: readonly Image[]) {
  return images.find(({ path }) => parseAnyPath(path)?.variables.image === name);
}

/**
 * Returns the images that another tomogram should have: it has the size that is expected here, and the other way round.
 * Or one of another run has an image of the same size in pixels and bytes, which is that of its sections; the tomograms
 * of one run, and any three runs, may share a deposited picture.
 */
function exchangedOf(originals: readonly Original[]): ReportedIssue[] {
  const sizes = new Set(originals.map(({ found, expected }) => `${found}, ${expected}`));
  const alike = groupBy(originals, ({ found, bytes }) => `${found}, ${bytes}`);
  const message = 'the size is that of another tomogram’s image';
  return originals.flatMap(({ run, path, bytes, found, expected }) => {
    const same = alike.get(`${found}, ${bytes}`) ?? [];
    const isCopy =
      new Set(same.map((each) => each.run)).size === 2 &&
      same.some((each) => each.run !== run && each.found === each.expected);
    const isOther = isCopy || sizes.has(`${expected}, ${found}`);
    return isOther && found !== expected ? { path, message, found, expected } : [];
  });
}
