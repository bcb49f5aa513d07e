import { isHdf5 } from '../../formats/hdf5/index.js';
import { meshFormatOf } from '../../formats/mesh/index.js';
import { sniffPicture } from '../../formats/picture/index.js';
import { sniffPointFormat } from '../../formats/points/index.js';
import { isMrcHeader } from '../../volume/mrc/index.js';
import { sniffVolume } from '../../volume/source/index.js';
import type { SniffedStart } from './file-start.js';
import type { Recognizer } from './recognizer.js';

/** Extensions by which MRC files go. */
export const mrcExtensions: readonly string[] = [
  'mrc',
  'mrcs',
  'map',
  'rec',
  'st',
  'ali',
  'preali',
  'ccp4',
  'raw',
];
const frameExtensions = ['eer'];

/** Kinds of binary files, the surest first. */
export const binaryKinds: readonly Recognizer[] = [
  // A motive list is an EM volume too.
  {
    kind: 'points',
    formatOf: ({ head }) => (head.text === '' ? (sniffPointFormat(head)?.name ?? null) : null),
  },
  {
    kind: 'frames',
    formatOf: (start) =>
      frameExtensions.includes(start.extension) && volumeOf(start) === 'TIFF' ? start.extension : null,
  },
  { kind: 'mesh', formatOf: meshOf },
  { kind: 'volume', formatOf: volumeOf },
  { kind: 'picture', formatOf: ({ bytes }) => sniffPicture(bytes)?.name ?? null },
  // Segmentations of other extensions.
  { kind: 'mesh', formatOf: (start) => (isHdf5(start.bytes) ? 'hff' : null) },
  {
    kind: 'volume',
    formatOf: ({ extension, head }) => (mrcExtensions.includes(extension) && head.text === '' ? 'MRC' : null),
  },
];

function volumeOf({ bytes, size, isPacked, extension, path }: SniffedStart): string | null {
  const format = sniffVolume({ file: { size }, head: bytes })?.name ?? null;
  if (format !== 'MRC') return format;
  if (isPacked) return mrcExtensions.includes(extension) ? format : null;
  return isMrcHeader(bytes, path) ? format : null;
}

/** A mesh whose name or beginning is its own; an HDF5 file of another name may be a volume. */
function meshOf({ name, bytes }: SniffedStart): string | null {
  const format = meshFormatOf(name, bytes);
  return format === null || (format.name === 'hff' && !name.endsWith('.hff')) ? null : format.name;
}
