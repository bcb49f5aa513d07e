import { isHdf5, withHdf5File } from '../../formats/hdf5/index.js';
import { openEman, readEmanHeader } from './eman-format.js';
import { fileOf } from './file-of.js';
import { isNamedMrc } from './plain-header.js';
import { openSff, readSffHeader } from './sff-format.js';
import type { VolumeCandidate, VolumeFormat } from './volume-format.js';

/** HDF5 volumes: of EMDB-SFF where the file has lattices, else of EMAN2. */
export const hdf5Format: VolumeFormat = {
  name: 'HDF5',
  sniff: ({ file, head }) => file !== null && isHdf5(head) && !isNamedMrc(head),
  readHeader: async (candidate) =>
    (await isSegmentation(candidate)) ? readSffHeader(candidate) : readEmanHeader(candidate),
  open: async (candidate, options) =>
    (await isSegmentation(candidate)) ? openSff(candidate, options) : openEman(candidate, options),
};

/** Bytes of the largest file that is looked into: it is in memory while it is. */
const largestFile = 1024 * 1024 * 1024;

async function isSegmentation(candidate: VolumeCandidate): Promise<boolean> {
  const file = fileOf(candidate);
  if (file.size > largestFile) return false;
  const bytes = await file.read(0, file.size);
  return withHdf5File(bytes, candidate.location, 'a volume', (opened) =>
    opened.keys().includes('lattice_list'),
  );
}
