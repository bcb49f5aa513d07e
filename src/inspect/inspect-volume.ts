// Inspects volumes and movies, and draws sections of volumes. Headers are read always, voxels only on request.

import { closing } from '../base/closing.js';
import { greyOf, greyRange, paintGrey } from '../formats/picture/png.js';
import { readTiff } from '../formats/tiff.js';
import type { Storage } from '../storage/storage.js';
import { chunksOf } from '../volume/chunk-grid.js';
import { estimateForms, type FormEstimate } from '../volume/engine/estimate-forms.js';
import { loadKernels } from '../volume/kernels/load-kernels.js';
import {
  finishStatistics,
  mergeStatistics,
  noStatistics,
  statisticsOf,
} from '../volume/kernels/statistics.js';
import { LabelSet } from '../volume/labels.js';
import { isMrcHeader, type MrcHeader } from '../volume/mrc/header.js';
import { poolGrid, poolMean } from '../volume/slab.js';
import { openVolume } from '../volume/source/open-volume.js';
import { readVolumeHeader } from '../volume/source/volume-formats.js';
import { readImageAttributes, readZarrLevels } from '../volume/source/zarr-format.js';
import { temporaryFiles } from '../volume/temporary-files.js';
import type { Shape, VolumeHeader } from '../volume/volume.js';
import { imageLabels, labelNames } from '../volume/zarr/group-metadata.js';
import type { InspectedFile } from './inspected-file.js';
import type { FramesFacts, MrcFacts, VolumeFacts } from './inspection.js';

/** Facts to read of a volume besides its header. */
export interface VolumeQuestions {
  /** True to read every voxel. */
  readonly statistics: boolean;
  /** True to estimate the size as OME-Zarr. */
  readonly compression?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Reads header, levels and labels of a volume, and its voxels on request. Fails as opening it does. */
export async function inspectVolume(file: InspectedFile, questions: VolumeQuestions): Promise<VolumeFacts> {
  const { storage, key } = file;
  const header = await readVolumeHeader(storage, key);
  const isZarr = header.format === 'zarr';
  const levels = isZarr ? await readZarrLevels(storage, key) : [];
  const { attributes = {} } = (isZarr ? await readImageAttributes(storage, key) : null) ?? {};
  const [listed, names] = [imageLabels(attributes), labelNames(attributes)];
  const measured = questions.statistics ? await measureVoxels(file, questions.signal) : null;
  const forms = questions.compression === true ? await estimateBytes(file, header) : null;
  const labels = measured?.labels ?? (listed.length > 0 ? listed : null);
  return {
    kind: 'volume',
    shape: header.shape,
    type: header.sampleType,
    voxelSize: header.voxelSize,
    byteOrder: header.littleEndian ? 'little' : 'big',
    ...(isMrcHeader(header) ? { mrc: mrcFacts(header) } : {}),
    ...(levels.length > 0 ? { levels } : {}),
    ...(measured === null ? {} : { statistics: measured.statistics }),
    ...(labels === null ? {} : { labels }),
    ...(names.length > 0 ? { labelNames: names } : {}),
    ...(forms === null ? {} : { compression: forms }),
    warnings: header.warnings,
  };
}

/** Estimates the size of a volume as OME-Zarr: of a tilt series if the header says image stack (space group 0). */
async function estimateBytes({ storage, key }: InspectedFile, header: VolumeHeader): Promise<FormEstimate[]> {
  const isStack = isMrcHeader(header) && header.fields.ispg === 0;
  const volume = await openVolume(storage, key, { staging: temporaryFiles() });
  return closing(volume, async () =>
    estimateForms(volume, isStack ? 'tiltseries' : 'tomogram', await loadKernels()),
  );
}

function mrcFacts({ fields }: MrcHeader): MrcFacts {
  const { mode, ispg, origin, dmin: min, dmax: max, dmean: mean, rms, nsymbt, exttyp, labels } = fields;
  return {
    mode,
    spaceGroup: ispg,
    origin,
    // MRC2014: a maximum below the minimum, or a negative rms, means that they were not computed.
    headerStatistics: max < min ? null : { min, max, mean, rms: rms < 0 ? null : rms },
    extendedHeader: nsymbt > 0 ? { type: exttyp, bytes: nsymbt } : null,
    labels: labels.filter((label) => label !== ''),
  };
}

/**
 * Reads every voxel, block by block; returns statistics, and labels if the values are labels. Packed files are unpacked
 * to a temporary file. Fails as reading does.
 */
async function measureVoxels({ storage, key }: InspectedFile, signal?: AbortSignal) {
  const volume = await openVolume(storage, key, { staging: temporaryFiles() });
  return closing(volume, async () => {
    const { shape } = volume.header;
    const { chunk } = volume;
    let total = noStatistics;
    const labels = new LabelSet();
    for (const { origin, extent } of chunksOf(shape, chunk ?? bandOf(shape))) {
      signal?.throwIfAborted();
      const samples = await volume.readBlock({ origin, extent });
      total = mergeStatistics(total, statisticsOf(samples));
      labels.add(samples);
    }
    return { statistics: finishStatistics(total), labels: labels.list() };
  });
}

/** Samples of a band of rows, which are read at once. */
const bandSamples = 4 * 1024 * 1024;

/** Returns the shape (z, y, x) of a band of whole rows, or small sections, of a volume stored row by row. */
function bandOf([nz, ny, nx]: Shape): Shape {
  const rows = Math.max(1, Math.min(ny, Math.floor(bandSamples / nx)));
  return [rows < ny ? 1 : Math.max(1, Math.min(nz, Math.floor(bandSamples / (nx * ny)))), rows, nx];
}

/** Counts the frames of an EER movie, without reading pixels. Fails with a FormatError for a damaged file. */
export async function inspectFrames({ storage, key, path }: InspectedFile): Promise<FramesFacts> {
  const file = await storage.open(key);
  return closing(file, async () => {
    const { pages, eerFrames, page, declaredFrames } = await readTiff(file, path);
    const frames = eerFrames > 0 ? eerFrames : pages;
    const [height = 0, width = 0] = page.shape;
    const isOther = declaredFrames !== null && declaredFrames !== frames;
    return {
      kind: 'frames',
      shape: [frames, height, width],
      warnings: isOther ? [`its metadata promise ${declaredFrames} frames`] : [],
    };
  });
}

/** A section of a volume as a grey picture. */
export interface SectionPicture {
  /** 0-based section of the level that was drawn. */
  readonly z: number;
  readonly width: number;
  readonly height: number;
  /** Grey by rows from the first of y: 0 (black) is the mean − 3 standard deviations, 255 the mean + 3. */
  readonly grey: Uint8Array;
  readonly png: Uint8Array;
}

/** Pixels along the longer side that a level must have to be drawn. */
const enough = 384;

/**
 * Draws a section of a volume, by default the central one, with at most 384 pixels along either side. `wanted` is its
 * index in the level that is drawn; the last one if there is none of this index. Fails as reading the volume does.
 */
export async function drawSection(storage: Storage, key: string, wanted?: number): Promise<SectionPicture> {
  const volume = await openVolume(storage, await levelToDraw(storage, key), { staging: temporaryFiles() });
  return closing(volume, async () => {
    const [depth, height, width] = volume.header.shape;
    const z = Math.min(wanted ?? depth >> 1, depth - 1);
    const plane = { width, height, samples: await volume.readPlane(z) };
    const grid = poolGrid(plane);
    const values = poolMean(plane, grid);
    const range = greyRange(values);
    return {
      z,
      width: grid.width,
      height: grid.height,
      grey: Uint8Array.from(values, (value) => greyOf(value, range)),
      png: await paintGrey(values, grid, range),
    };
  });
}

/** Returns the coarsest level that is large enough: one section of a finer level needs many more chunks. */
async function levelToDraw(storage: Storage, key: string): Promise<string> {
  if ((await storage.kind(key)) !== 'directory') return key;
  const levels = await readZarrLevels(storage, key);
  const level = levels.findLast(({ shape: [, y, x] }) => Math.max(y, x) >= enough) ?? levels[0];
  return level === undefined ? key : `${key}/${level.path}`;
}
