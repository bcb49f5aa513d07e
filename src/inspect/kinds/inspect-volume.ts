import { estimateForms, type FormEstimate } from '../../volume/engine/index.js';
import { loadKernels } from '../../volume/kernels/index.js';
import type { MrcHeader } from '../../volume/mrc/index.js';
import {
  openVolume,
  readImageAttributes,
  readVolumeHeader,
  readZarrLevels,
} from '../../volume/source/index.js';
import { temporaryFiles } from '../../volume/staging/index.js';
import type { VolumeHeader } from '../../volume/volume.js';
import { imageLabels } from '../../volume/zarr/index.js';
import type { InspectedFile } from '../inspected-file.js';
import { measureVoxels } from './measure-voxels.js';
import type { MrcFacts, VolumeFacts } from './volume-facts.js';

/** What is asked of volumes besides their headers. */
export interface VolumeQuestions {
  /** Every voxel is read. */
  readonly statistics: boolean;
  /** The bytes of an OME-Zarr are estimated. */
  readonly compression?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Header, levels and labels of a volume, and its voxels where they are asked for. Fails as opening it does. */
export async function inspectVolume(file: InspectedFile, questions: VolumeQuestions): Promise<VolumeFacts> {
  const { storage, key } = file;
  const header = await readVolumeHeader(storage, key);
  const isZarr = header.format === 'zarr';
  const levels = isZarr ? await readZarrLevels(storage, key) : [];
  const listed = isZarr ? imageLabels((await readImageAttributes(storage, key))?.attributes ?? {}) : [];
  const measured = questions.statistics ? await measureVoxels(file, questions.signal) : null;
  const forms = questions.compression === true ? await estimateBytes(file, header) : null;
  const labels = measured?.labels ?? (listed.length > 0 ? listed : null);
  return {
    kind: 'volume',
    shape: header.shape,
    type: header.sampleType,
    voxelSize: header.voxelSize,
    byteOrder: header.littleEndian ? 'little' : 'big',
    ...(isMrc(header) ? { mrc: mrcFacts(header) } : {}),
    ...(levels.length > 0 ? { levels } : {}),
    ...(measured === null ? {} : { statistics: measured.statistics }),
    ...(labels === null ? {} : { labels }),
    ...(forms === null ? {} : { compression: forms }),
    warnings: header.warnings,
  };
}

/** As an image is written: a stack where the header says that it is one. */
async function estimateBytes({ storage, key }: InspectedFile, header: VolumeHeader): Promise<FormEstimate[]> {
  const isStack = isMrc(header) && header.fields.ispg === 0;
  const volume = await openVolume(storage, key, { staging: temporaryFiles() });
  try {
    return await estimateForms(volume, isStack ? 'tiltseries' : 'tomogram', await loadKernels());
  } finally {
    await volume.close();
  }
}

function isMrc(header: VolumeHeader): header is MrcHeader {
  return header.format === 'mrc' && 'fields' in header;
}

function mrcFacts({ fields: { mode, ispg, nsymbt, exttyp, labels } }: MrcHeader): MrcFacts {
  return {
    mode,
    spaceGroup: ispg,
    extendedHeader: nsymbt > 0 ? { type: exttyp, bytes: nsymbt } : null,
    labels: labels.filter((label) => label !== ''),
  };
}
