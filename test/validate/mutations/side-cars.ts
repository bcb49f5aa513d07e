import { alignment, frameNames, run, spacingDirectory, tiltSeries } from '../support/good-metadata.js';
import { add, all, editBytes, editText, remove, rename, setJson } from './edit.js';
import type { Mutation } from './mutation.js';

const mdoc = `${run}/Frames/TS_A.mdoc`;
const rawTilt = `${tiltSeries}/TS_A.rawtlt`;
const tilt = `${alignment}/TS_A.tlt`;
const annotations = `${spacingDirectory}/Annotations`;
const points = `${annotations}/100/ribosome-1.0_point.ndjson`;
const oriented = `${annotations}/101/nucleosome-1.0_orientedpoint.ndjson`;
const mesh = `${annotations}/103/membrane-1.0_triangularmesh.glb`;
const gain = `${run}/Gains/TS_A_gain.mrc`;
const frame = `${run}/Frames/${frameNames[2]}`;
const thumbnail = `${spacingDirectory}/Images/100/key-photo-thumbnail.png`;

/** Changes of side-car files: mdoc, tilts, points, meshes, images, frames, gains. */
export const sideCarMutations: readonly Mutation[] = [
  {
    code: 'MDOC_COUNT_WRONG',
    only: 'documented',
    what: 'a second mdoc',
    also: ['FILE_UNREFERENCED'],
    change: (tree) => tree.set(`${run}/Frames/other.mdoc`, tree.get(mdoc) as Uint8Array),
  },
  {
    code: 'MDOC_COUNT_WRONG',
    what: 'no mdoc',
    also: ['REFERENCE_MISSING'],
    change: remove(mdoc),
  },
  {
    code: 'MDOC_UNREADABLE',
    what: 'text where a number belongs',
    change: editText(mdoc, 'TiltAngle = 12\n', 'TiltAngle = twelve\n'),
  },
  {
    code: 'MDOC_ANGLE_OUT_OF_RANGE',
    what: 'a tilt of 124°',
    also: ['RAWTILT_NOT_IN_MDOC', 'SECTION_ANGLE_NOT_IN_MDOC', 'TILT_RANGE_WRONG', 'TILT_STEP_UNEVEN'],
    change: editText(mdoc, 'TiltAngle = 24\n', 'TiltAngle = 124\n'),
  },
  {
    code: 'MDOC_AXIS_OUT_OF_RANGE',
    what: 'an axis of 444.1°, which is the same direction',
    change: editText(mdoc, 'angle = 84.1', 'angle = 444.1'),
  },
  {
    code: 'MDOC_SECTION_COUNT_WRONG',
    what: 'a section without a frame',
    also: ['MDOC_SUBFRAMEPATH_MISSING'],
    change: editText(mdoc, /$/, '\n[ZValue = 5]\nTiltAngle = 36\nExposureTime = 1.2\n'),
  },
  {
    code: 'MDOC_SUBFRAMEPATH_MISSING',
    what: 'a section that names no frame',
    also: ['MDOC_FRAMES_DIFFER'],
    change: editText(mdoc, /SubFramePath = .*000.*\n/, ''),
  },
  {
    code: 'MDOC_FRAMES_DIFFER',
    what: 'a frame that is called otherwise',
    also: ['REFERENCE_MISSING', 'FILE_UNREFERENCED'],
    change: rename(frame, `${run}/Frames/other.mrc`),
  },
  {
    code: 'MDOC_SUBFRAMES_WRONG',
    what: 'a frame of three images',
    change: editText(mdoc, 'NumSubFrames = 2', 'NumSubFrames = 3'),
  },
  {
    code: 'TILTSERIES_LONGER_THAN_MDOC',
    what: 'an mdoc that ends early',
    also: [
      'ALIGNMENT_TILT_TOO_MANY',
      'MDOC_FRAMES_DIFFER',
      'MDOC_SECTION_COUNT_WRONG',
      'RAWTILT_NOT_IN_MDOC',
      'RAWTILT_TOO_MANY',
      'SECTION_ANGLE_NOT_IN_MDOC',
      'TILT_RANGE_WRONG',
    ],
    change: editText(mdoc, /\[ZValue = 4\][\s\S]*$/, ''),
  },
  {
    code: 'TILT_STEP_WRONG',
    what: 'angles a degree apart',
    also: ['MDOC_SECTION_COUNT_WRONG', 'MDOC_SUBFRAMEPATH_MISSING'],
    change: editText(
      mdoc,
      /$/,
      [25, 26, 27, 28, 29]
        .map((angle) => `\n[ZValue = ${angle}]\nTiltAngle = ${angle}\nExposureTime = 1.2\n`)
        .join(''),
    ),
  },
  {
    code: 'RAWTILT_UNREADABLE',
    what: 'two angles in a line',
    change: editText(rawTilt, '-12.00\n', '-12.00 0.5\n'),
  },
  {
    code: 'RAWTILT_EMPTY',
    what: 'blank lines only',
    change: add(rawTilt, '\n\n'),
  },
  {
    code: 'RAWTILT_OUT_OF_RANGE',
    what: 'an angle in another unit',
    also: ['RAWTILT_NOT_IN_MDOC'],
    change: editText(rawTilt, '-12.00', '-120.00'),
  },
  {
    code: 'RAWTILT_TOO_MANY',
    what: 'an angle more than images',
    also: ['RAWTILT_NOT_IN_MDOC', 'ALIGNMENT_TILT_COUNT_DIFFERS'],
    change: editText(rawTilt, /$/, '36.00\n'),
  },
  {
    code: 'RAWTILT_NOT_IN_MDOC',
    what: 'the same angle twice',
    change: editText(rawTilt, '-12.00', '12.00'),
  },
  {
    code: 'ALIGNMENT_TILT_UNREADABLE',
    what: 'a heading',
    change: editText(tilt, /^/, 'tilt\n'),
  },
  { code: 'ALIGNMENT_TILT_EMPTY', what: 'blank lines only', change: add(tilt, '\n') },
  {
    code: 'ALIGNMENT_TILT_OUT_OF_RANGE',
    what: 'an angle in another unit',
    change: editText(tilt, '-11.70', '-117.0'),
  },
  {
    code: 'ALIGNMENT_TILT_COUNT_DIFFERS',
    what: 'an angle less',
    change: editText(tilt, '-11.70\n', ''),
  },
  {
    code: 'ALIGNMENT_TILT_TOO_MANY',
    what: 'an angle more than images',
    also: ['ALIGNMENT_TILT_COUNT_DIFFERS'],
    change: editText(tilt, /$/, '36.3\n'),
  },
  {
    code: 'POINT_INVALID',
    what: 'a line that is cut',
    change: editText(points, /\}\}\n$/, ''),
  },
  {
    code: 'POINT_TYPE_WRONG',
    what: 'a point of another shape',
    change: editText(points, '"type":"point"', '"type":"orientedPoint"'),
  },
  {
    code: 'POINT_KEY_UNKNOWN',
    what: 'the score of a particle',
    change: editText(points, '"type":"point"', '"type":"point","score":0.5'),
  },
  {
    code: 'POINT_OUT_OF_BOUNDS',
    what: 'a point moved out of the volume',
    also: ['PRECOMPUTE_BOUNDS_WRONG', 'PRECOMPUTE_POINTS_DIFFER'],
    change: editText(points, '"x":3.5', '"x":17.5'),
  },
  {
    code: 'POINT_TWICE',
    what: 'every point twice, and counted twice',
    also: ['PRECOMPUTE_COUNT_WRONG'],
    change: all(
      editBytes(points, (bytes) => Buffer.concat([bytes, bytes])),
      setJson(`${annotations}/100/ribosome-1.0.json`, 'object_count', 4),
    ),
  },
  {
    code: 'ROTATION_INVALID',
    what: 'a mirrored orientation',
    change: editText(oriented, '[0,0,1]', '[0,0,-1]'),
  },
  {
    code: 'MESH_UNREADABLE',
    what: 'a mesh that is cut',
    change: editBytes(mesh, (bytes) => bytes.subarray(0, bytes.length - 4)),
  },
  {
    code: 'MESH_EMPTY',
    what: 'no primitive',
    change: editBytes(mesh, (bytes) => {
      const text = bytes.toString('latin1');
      const whole = text.replace(/"primitives":\[.*?\}\]/, (found) => '"primitives":[]'.padEnd(found.length));
      return Buffer.from(whole, 'latin1');
    }),
  },
  {
    code: 'MESH_TRAILING_BYTES',
    what: 'bytes behind the end',
    change: editBytes(mesh, (bytes) => Buffer.concat([bytes, Buffer.alloc(4)])),
  },
  {
    code: 'IMAGE_UNREADABLE',
    what: 'an image that is cut',
    change: editBytes(thumbnail, (bytes) => bytes.subarray(0, bytes.length - 20)),
  },
  {
    code: 'IMAGE_UNREADABLE',
    what: 'a flipped bit in the pixels',
    change: editBytes(thumbnail, (bytes) => {
      bytes[60] = (bytes[60] as number) ^ 4;
      return undefined;
    }),
  },
  {
    code: 'IMAGE_FORMAT_WRONG',
    what: 'a GIF under the name of a PNG',
    change: (tree) => {
      const header = Buffer.from('GIF89a\0\0\0\0\0\0\0\x3b', 'latin1');
      header.writeUInt16LE(200, 6);
      header.writeUInt16LE(200, 8);
      tree.set(thumbnail, new Uint8Array(header));
    },
  },
  {
    code: 'IMAGE_TOO_SMALL',
    what: 'a thumbnail as snapshot',
    change: (tree) => {
      tree.set(thumbnail.replace('thumbnail', 'snapshot'), tree.get(thumbnail) as Uint8Array);
    },
  },
  {
    code: 'FRAME_EXTENSION_UNKNOWN',
    what: 'frames in an odd format',
    change: all(
      rename(frame, frame.replace('.mrc', '.raw')),
      setJson(`${run}/Frames/frames_metadata.json`, 'frames.2.path', frame.replace('.mrc', '.raw')),
      editText(mdoc, `${frameNames[2]}`, `${frameNames[2]?.replace('.mrc', '.raw')}`),
    ),
  },
  {
    code: 'FRAME_UNREADABLE',
    what: 'a TIFF that is none',
    change: all(
      remove(frame),
      add(frame.replace('.mrc', '.tif'), 'II*\0nonsense'),
      setJson(`${run}/Frames/frames_metadata.json`, 'frames.2.path', frame.replace('.mrc', '.tif')),
      editText(mdoc, `${frameNames[2]}`, `${frameNames[2]?.replace('.mrc', '.tif')}`),
    ),
  },
  {
    code: 'FRAME_DIMENSIONS_DIFFER',
    what: 'a frame turned by 90°',
    change: editBytes(frame, (_, view) => {
      swapWords(view, 0, 4);
      swapWords(view, 28, 32);
      swapWords(view, 40, 44);
      return undefined;
    }),
  },
  {
    code: 'FRAME_SPACING_DIFFERS',
    what: 'a frame of another magnification',
    change: editBytes(frame, (_, view) => {
      view.setFloat32(40, 6 * 1.7, true);
      return undefined;
    }),
  },
  {
    code: 'GAIN_EXTENSION_UNKNOWN',
    what: 'a gain in an odd format',
    change: rename(gain, gain.replace('.mrc', '.dat')),
  },
  {
    code: 'GAIN_NOT_SINGLE',
    what: 'a movie as gain',
    change: (tree) => tree.set(gain, tree.get(frame) as Uint8Array),
  },
  {
    code: 'GAIN_DIMENSIONS_DIFFER',
    what: 'a gain turned by 90°',
    change: editBytes(gain, (_, view) => {
      swapWords(view, 0, 4);
      swapWords(view, 28, 32);
      swapWords(view, 40, 44);
      return undefined;
    }),
  },
  {
    code: 'GAIN_SPACING_DIFFERS',
    what: 'a gain of another magnification',
    change: editBytes(gain, (_, view) => {
      view.setFloat32(44, 7 * 1.7, true);
      return undefined;
    }),
  },
];

function swapWords(view: DataView, a: number, b: number): void {
  const word = view.getInt32(a, true);
  view.setInt32(a, view.getInt32(b, true), true);
  view.setInt32(b, word, true);
}
