import { editText, type PlantedChange } from './plant.js';

/** Changes of side-car files. */
export const textChanges: readonly PlantedChange[] = [
  {
    name: 'a tilt angle of the rawtlt file',
    plant: editText(
      (tree) => tree.path('rawTilt', { extension: 'rawtlt' }),
      (text) => text.replace('3.00\n', '3.01\n'),
    ),
    expected: ['rawtilt 100: science lines at line 1'],
    status: 1,
  },
  {
    name: 'line ends of the rawtlt file',
    plant: editText(
      (tree) => tree.path('rawTilt', { extension: 'rawtlt' }),
      (text) => text.replaceAll('\n', '\r\n'),
    ),
    expected: ['rawtilt 100: storage line-ends'],
    status: 0,
  },
  {
    name: 'a shift of the xf file',
    plant: editText(
      (tree) => tree.path('alignmentFile', { extension: 'xf' }),
      (text) => text.replace('0.5 0.5', '0.5 0.6'),
    ),
    expected: ['alignment 100: science lines at line 2'],
    status: 1,
  },
  {
    name: 'a section more in the mdoc',
    plant: editText(
      (tree) => tree.path('mdoc'),
      (text) => `${text}[ZValue = 2]\n`,
    ),
    expected: ['collection_metadata: science lines at line 6'],
    status: 1,
  },
  {
    name: 'a row of the CTF table',
    plant: editText(
      (tree) => tree.path('ctf', { format: 'CTFFIND' }),
      (text) => text.replace('20000', '20001'),
    ),
    expected: ['ctf 100: science lines at line 2'],
    status: 1,
  },
  {
    name: 'a byte of a frame',
    plant: editText(
      (tree) => tree.path('frame', { stem: 'frame_1', extension: 'tif' }),
      (text) => text.replace('1', '2'),
    ),
    expected: ['frame: science bytes at byte 6'],
    status: 1,
  },
  {
    name: 'a frame that is gone',
    plant: ({ files, path }) => void files.delete(path('frame', { stem: 'frame_1', extension: 'tif' })),
    expected: ['frame: science file-removed'],
    status: 1,
  },
];
