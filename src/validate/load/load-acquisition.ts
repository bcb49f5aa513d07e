import { numberAt, objectsAt, textAt } from '../../json/index.js';
import { parentKey } from '../../storage/keys/index.js';
import type { Asset } from '../../tree/index.js';
import type {
  AlignmentContext,
  AngleFile,
  FrameFile,
  FramesContext,
  MrcContext,
  TiltSeriesContext,
  VolumeContext,
} from '../contexts/index.js';
import { alignmentPath } from './alignment-path.js';
import { frameOfMrc, nameFrame } from './frame-file.js';
import { loadFrameImage } from './frame-image.js';
import { loadVolume } from './load-volume.js';
import { loadMrcFile } from './mrc-file.js';
import { loadAlignmentSections, loadAngles, loadCtf, loadMdoc } from './side-cars.js';
import type { UnitLoader } from './unit-loader.js';

/** Frames, gains and mdocs of a run; the MRC files among them come second, for the rules on headers. */
export async function loadFrames(loader: UnitLoader): Promise<[FramesContext, MrcContext[]]> {
  const { assets } = loader;
  const mrcs: MrcContext[] = [];
  const load = async (kind: 'frame' | 'gain'): Promise<FrameFile[]> => {
    const loaded: FrameFile[] = [];
    for (const file of assets.of(kind)) {
      const named = nameFrame(file);
      if (!loader.needs('header')) loaded.push(named);
      else if (/^mrc/.test(named.extension)) {
        const mrc = await loadMrcFile(loader.reader, file, kind, loader.place(kind));
        mrcs.push(mrc);
        loaded.push(frameOfMrc(file, mrc));
      } else loaded.push(await loadFrameImage(loader.reader, file));
    }
    return loaded;
  };
  const frames: FramesContext = {
    ...loader.place('frame'),
    path: parentKey(loader.path('framesMetadata')),
    layout: loader.layout,
    metadata: await loader.json('framesMetadata'),
    mdocs: await Promise.all(assets.of('mdoc').map((file) => loader.sideCar(file, loadMdoc))),
    frames: await load('frame'),
    gains: await load('gain'),
    hasTiltSeries: assets.of('tiltSeriesMrc').length + assets.of('tiltSeriesZarr').length > 0,
  };
  return [frames, mrcs];
}

/** The tilt series of a run; what cannot be read of them is a problem of its file. */
export async function loadTiltSeries(
  loader: UnitLoader,
  frames: FramesContext,
): Promise<TiltSeriesContext[]> {
  const items: TiltSeriesContext[] = [];
  for (const { variables, ...item } of await loader.items('tiltseries')) {
    const spacing = numberAt(item.metadata?.value ?? undefined, 'pixel_spacing');
    items.push({
      ...item,
      volume: await loadVolume(loader, item, 'tiltseries', variables, spacing),
      rawTilts: await angleFiles(loader, loader.assets.of('rawTilt', variables)),
      ctfs: await Promise.all(
        loader.assets.of('ctf', variables).map((file) => loader.sideCar(file, loadCtf)),
      ),
      frames,
    });
  }
  return items;
}

/** The alignments of a run, each with the tilt series and tomograms that it belongs to. */
export async function loadAlignments(
  loader: UnitLoader,
  frames: FramesContext,
  tiltSeries: readonly TiltSeriesContext[],
  tomograms: readonly VolumeContext[],
): Promise<AlignmentContext[]> {
  const items: AlignmentContext[] = [];
  for (const { variables, ...item } of await loader.items('alignment')) {
    const { metadata } = item;
    const files = loader.assets.of('alignmentFile', variables);
    const value = metadata?.value ?? undefined;
    const path = textAt(value, 'tiltseries_path');
    const owner = tiltSeries.find((each) => path?.startsWith(`${each.path}/`)) ?? null;
    items.push({
      ...item,
      files,
      sections: loader.needs('side-car')
        ? await loadAlignmentSections(loader.reader, files, {
            format: textAt(value, 'format'),
            pixelSize: owner === null ? null : owner.volume.spacing,
            count: objectsAt(value, 'per_section_alignment_parameters').length,
          })
        : null,
      tilts: await angleFiles(
        loader,
        files.filter((file) => file.path.endsWith('.tlt')),
      ),
      tiltSeries: owner,
      tomograms: tomograms.filter(
        (tomogram) => metadata !== null && alignmentPath(tomogram.metadata) === metadata.path,
      ),
      frames,
    });
  }
  return items;
}

function angleFiles(loader: UnitLoader, files: readonly Asset[]): Promise<AngleFile[]> {
  return Promise.all(files.map((file) => loader.sideCar(file, loadAngles)));
}
