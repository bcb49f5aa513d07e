import { centres, cut, lines, mdoc, mistake, picks, stack, withoutLast } from './mistake.js';
import type { PlantedMistake } from './plant-mistakes.js';

/** Files that are not what they are configured to be, or not whole. */
export const unfitFiles: readonly PlantedMistake[] = [
  // columns
  mistake(
    'a column is missing',
    'SOURCE_FILE_INVALID',
    picks,
    ['annotation'],
    ({ text }) => text(picks, (all) => all.replace('_rlnCoordinateY', '_rlnCoordinateQ')),
    undefined,
    'rlnCoordinateY',
  ),
  mistake(
    'optics are missing',
    'SOURCE_FILE_INVALID',
    picks,
    ['annotation'],
    ({ text }) => text(picks, (all) => all.replace('_rlnTomoTiltSeriesPixelSize', '_rlnNothing')),
    undefined,
    'rlnTomoTiltSeriesPixelSize',
  ),
  mistake(
    'words for coordinates',
    'SOURCE_FILE_INVALID',
    centres,
    ['annotation'],
    ({ text }) => text(centres, () => 'one,two,three\n'),
    'one',
  ),
  mistake('a row with too few cells', 'SOURCE_FILE_INVALID', centres, ['annotation'], ({ text }) =>
    text(centres, (all) => `${all}1,2\n`),
  ),
  // formats
  mistake('a picture for a table', 'SOURCE_FILE_INVALID', picks, ['annotation'], ({ bytes }) =>
    bytes(picks, () => Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])),
  ),
  mistake(
    'a CTF table of another kind',
    'SOURCE_FILE_INVALID',
    'ctf/RUN_ctf.txt',
    ['tiltseries'],
    ({ text }) => text('ctf/RUN_ctf.txt', () => 'defocus,angle\n1,2\n'),
  ),
  mistake(
    'words for angles',
    'SOURCE_FILE_INVALID',
    'tiltseries/RUN.rawtlt',
    ['tiltseries'],
    ({ text }) => text('tiltseries/RUN.rawtlt', (all) => all.replace('12.00', 'twelve')),
    'twelve',
  ),
  mistake(
    'a bad value in the mdoc',
    'SOURCE_FILE_INVALID',
    mdoc,
    ['frame'],
    ({ text }) => text(mdoc, (all) => all.replace('ExposureTime = 1.2', 'ExposureTime = long')),
    'long',
    'a number',
  ),
  mistake(
    'no exposure in the mdoc',
    'SOURCE_FILE_INVALID',
    mdoc,
    ['frame'],
    ({ text }) => text(mdoc, (all) => all.replace(/ExposureTime = 1.2\r?\n/, '')),
    undefined,
    'ExposureTime',
  ),
  mistake(
    'transforms of five columns',
    'SOURCE_FILE_INVALID',
    'alignments/RUN.xf',
    ['alignment'],
    ({ text }) =>
      text(
        'alignments/RUN.xf',
        lines((all) => all.map((line) => line.trim().split(/\s+/).slice(0, 5).join(' '))),
      ),
  ),
  mistake(
    'angles without their transforms',
    'SOURCE_FILE_INVALID',
    'alignments/RUN.tlt',
    ['alignment'],
    ({ text }) => text('alignments/RUN.tlt', withoutLast),
    '4',
    '5 angles',
  ),
  mistake(
    'complex samples',
    'SOURCE_FILE_UNSUPPORTED',
    'annotations/RUN_vesicles.mrc',
    ['annotation'],
    ({ bytes }) =>
      bytes('annotations/RUN_vesicles.mrc', (all) => {
        all.writeInt32LE(4, 12);
        return all;
      }),
  ),
  mistake(
    'a text for a mask',
    'SOURCE_FILE_INVALID',
    'annotations/RUN_membrane.mrc',
    ['annotation'],
    ({ text }) => text('annotations/RUN_membrane.mrc', () => 'not a volume, but long enough\n'.repeat(60)),
  ),
  mistake(
    'an OBJ for an STL',
    'SOURCE_FILE_INVALID',
    'annotations/RUN_vesicles.stl',
    ['annotation'],
    ({ text }) => text('annotations/RUN_vesicles.stl', () => 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n'),
  ),
  // cut files
  mistake(
    'a stack that is cut',
    'SOURCE_FILE_INVALID',
    stack,
    ['tiltseries'],
    ({ bytes }) => bytes(stack, cut),
    'bytes',
    'bytes',
  ),
  mistake(
    'a mask that is cut',
    'SOURCE_FILE_INVALID',
    'annotations/RUN_membrane.mrc',
    ['annotation'],
    ({ bytes }) => bytes('annotations/RUN_membrane.mrc', cut),
    'bytes',
    'bytes',
  ),
  mistake(
    'a mesh that is cut',
    'SOURCE_FILE_INVALID',
    'annotations/RUN_vesicles.stl',
    ['annotation'],
    ({ bytes }) => bytes('annotations/RUN_vesicles.stl', cut),
  ),
  mistake(
    'an empty mask',
    'SOURCE_FILE_INVALID',
    'annotations/RUN_vesicles.mrc',
    ['annotation'],
    ({ bytes }) => bytes('annotations/RUN_vesicles.mrc', () => Buffer.alloc(0)),
    '0 bytes',
  ),
  // what cannot be read, and what does not fit
  mistake('a link out of the source', 'SOURCE_FILE_UNREADABLE', 'gains/RUN_gain.mrc', ['gain'], ({ link }) =>
    link('gains/RUN_gain.mrc', '/etc/hostname'),
  ),
  mistake(
    'no row in the run data map',
    'SOURCE_CONFIG_UNFIT',
    '/config.yaml',
    ['tiltseries'],
    ({ removeRow }) => removeRow(),
  ),
];
