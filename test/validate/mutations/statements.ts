import { decode, encodePng } from 'image-js';
import { crc32 } from '../../../src/formats/picture/png.js';
import { packedPng } from '../../formats/support/packed-png.js';
import {
  alignment,
  frameNames,
  run,
  spacingDirectory,
  tiltSeries,
  tomogram,
} from '../support/good-metadata.js';
import { precomputes } from '../support/good-precomputes.js';
import { add, all, copyFile, editBytes, editText, remove, setJson, unsetJson } from './edit.js';
import type { Mutation } from './mutation.js';

const tiltFile = `${tiltSeries}/tiltseries_metadata.json`;
const alignmentFile = `${alignment}/alignment_metadata.json`;
const tomogramFile = `${tomogram}/tomogram-metadata.json`;
const annotation = `${spacingDirectory}/Annotations/103/membrane-1.0.json`;
const glb = `${spacingDirectory}/Annotations/103/membrane-1.0_triangularmesh.glb`;
const oriented = `${spacingDirectory}/Annotations/101/nucleosome-1.0_orientedpoint.ndjson`;
const viewer = `${precomputes}/100-neuroglancer-config.json`;
const zarr = `${tomogram}/TS_A.zarr/.zattrs`;
const mdoc = `${run}/Frames/TS_A.mdoc`;
const images = `${spacingDirectory}/Images/100/key-photo`;
const frame = (index: number) => `${run}/Frames/${frameNames[index]}`;

/** Changes the JSON chunk of a GLB file; it must not become longer. */
function editScene(edit: (scene: string) => string): Mutation['change'] {
  return editBytes(glb, (bytes) => {
    const length = bytes.readUInt32LE(12);
    const before = bytes.toString('latin1', 20, 20 + length);
    const after = edit(before).padEnd(length);
    if (after === before || after.length > length) throw new Error('the scene is not changed, or longer');
    bytes.write(after, 20, 'latin1');
    return undefined;
  });
}

/** Changes the first PNG chunk with a name; keeps its checksum. */
function editChunk(
  path: string,
  name: string,
  edit: (bytes: Buffer, at: number) => void,
): Mutation['change'] {
  return editBytes(path, (bytes) => {
    const at = bytes.indexOf(name, 8, 'latin1');
    if (at < 0) throw new Error(`no ${name}`);
    edit(bytes, at);
    return undefined;
  });
}

/** Changes of statements in documents about themselves, each other and their files. */
export const statementMutations: readonly Mutation[] = [
  {
    code: 'AUTHOR_LISTED_TWICE',
    what: 'one name in two spellings',
    change: setJson(annotation, 'authors.1.name', 'ada rivera '),
    also: ['NAME_BLANK'],
  },
  {
    code: 'LIST_ITEM_TWICE',
    what: 'a type in the place of another',
    change: setJson('DepositionMetadata/10000/deposition_metadata.json', 'deposition_types.2', 'dataset'),
  },
  {
    code: 'DATES_OUT_OF_ORDER',
    what: 'a release before the deposition',
    change: setJson(tomogramFile, 'dates.release_date', '2024-12-31'),
  },
  {
    code: 'NAME_BLANK',
    what: 'a microscope without a name',
    change: setJson(tiltFile, 'microscope.model', ''),
  },
  {
    code: 'NAME_BLANK',
    what: 'a title of blanks',
    change: setJson('10001/dataset_metadata.json', 'dataset_title', '  '),
  },
  {
    code: 'INSTRUMENT_IMPLAUSIBLE',
    what: 'a voltage ten times too high',
    change: setJson(tiltFile, 'acceleration_voltage', 3_000_000),
  },
  {
    code: 'INSTRUMENT_IMPLAUSIBLE',
    what: 'an aberration in micrometres',
    change: setJson(tiltFile, 'spherical_aberration_constant', 2700),
  },
  {
    code: 'INSTRUMENT_IMPLAUSIBLE',
    also: ['TOTAL_FLUX_WRONG'],
    what: 'a flux in e/nm²',
    change: setJson(tiltFile, 'total_flux', 15_000),
  },
  {
    code: 'TIMESTAMP_IMPLAUSIBLE',
    what: 'the start of time',
    change: setJson(`${run}/run_metadata.json`, 'last_updated_at', 0),
  },
  {
    code: 'METADATA_OUT_OF_RANGE',
    what: 'a deposition of the other sign',
    change: setJson(`${run}/run_metadata.json`, 'deposition_id', -10000),
  },
  { code: 'DERIVED_VALUE_MISSING', what: 'no scales', change: unsetJson(tomogramFile, 'scales') },
  {
    code: 'DERIVED_VALUE_MISSING',
    what: 'an alignment without a volume',
    change: setJson(alignmentFile, 'volume_dimension', null),
  },
  {
    code: 'DERIVED_VALUE_MISSING',
    what: 'a count of frames that is null',
    change: setJson(tiltFile, 'frames_count', null),
  },
  {
    code: 'ALIGNMENT_FILES_INCOMPLETE',
    what: 'a file less in the list',
    change: unsetJson(alignmentFile, 'files.1'),
  },
  {
    code: 'ALIGNMENT_FILES_INCOMPLETE',
    what: 'no path of the tilts',
    change: setJson(alignmentFile, 'tilt_path', null),
  },
  {
    code: 'BYTE_ORDER_MARK',
    what: 'raw tilts in UTF-16',
    change: editBytes(`${tiltSeries}/TS_A.rawtlt`, (bytes) =>
      Buffer.from(`\ufeff${bytes.toString()}`, 'utf16le'),
    ),
  },
  {
    code: 'MDOC_KEY_MISSING',
    what: 'a section without exposure',
    change: editText(mdoc, 'ExposureTime = 1.2\n', ''),
  },
  { code: 'FRAME_TWICE', what: 'a frame in the place of another', change: copyFile(frame(0), frame(1)) },
  {
    code: 'FRAME_SPACING_DIFFERS',
    what: 'a frame without a cell',
    change: editBytes(frame(1), (_, view) => {
      view.setFloat32(40, 0, true);
      return undefined;
    }),
  },
  {
    code: 'MRC_EXTREMES_WRONG',
    what: 'statistics that are left out',
    also: ['MRC_MEAN_WRONG', 'MRC_RMS_WRONG'],
    change: editBytes(`${tomogram}/TS_A.mrc`, (_, view) => {
      for (const [offset, value] of [
        [76, 0],
        [80, -1],
        [84, -2],
        [216, -1],
      ] as const)
        view.setFloat32(offset, value, true);
      return undefined;
    }),
  },
  {
    code: 'ZARR_TRANSFORM_WRONG',
    what: 'an image that is scaled by a file',
    change: setJson(zarr, 'multiscales.0.coordinateTransformations', [{ type: 'scale', path: 'scale' }]),
  },
  {
    code: 'ZARR_CONTRAST_WRONG',
    what: 'two channels',
    change: setJson(zarr, 'omero', { channels: [{ label: 'a' }, { label: 'b' }] }),
  },
  {
    code: 'ZARR_CONTRAST_WRONG',
    what: 'a channel that is null',
    change: setJson(zarr, 'omero', { channels: [null, { window: 'x' }] }),
  },
  {
    code: 'ZARR_CONTRAST_WRONG',
    what: 'a window that is text',
    change: setJson(zarr, 'omero', { channels: [{ window: 'x' }] }),
  },
  {
    code: 'ZARR_LABELS_UNEXPECTED',
    what: 'a tomogram with labels',
    change: setJson(zarr, 'image-label', { colors: [{ 'label-value': 1 }] }),
  },
  {
    code: 'ZARR_STORAGE_WRONG',
    what: 'a compressor that Blosc has not',
    change: setJson(`${tomogram}/TS_A.zarr/1/.zarray`, 'compressor.cname', 'lz5'),
  },
  {
    code: 'ZARR_STORAGE_WRONG',
    what: 'no filters, not even null',
    change: unsetJson(`${tomogram}/TS_A.zarr/2/.zarray`, 'filters'),
  },
  {
    code: 'PRECOMPUTE_SEGMENTS_WRONG',
    what: 'a mask without its meshes',
    change: remove(`${precomputes}/103-segmentationmask_precompute/mesh/0.shard`),
  },
  {
    code: 'IMAGE_UNREADABLE',
    what: 'a flipped bit of the pixels’ checksum',
    change: editChunk(`${images}-snapshot.png`, 'IEND', (bytes, at) => {
      bytes[at - 5] = (bytes[at - 5] as number) ^ 1;
    }),
  },
  {
    code: 'IMAGE_UNREADABLE',
    what: 'a chunk before the pixels with a wrong checksum',
    change: editBytes(`${images}-thumbnail.png`, (bytes) => {
      const at = bytes.indexOf('IDAT', 8, 'latin1') - 4;
      const chunk = Buffer.from('\0\0\0\x04tEXta\0bc\0\0\0\0', 'latin1');
      chunk.writeUInt32BE((crc32(chunk.subarray(4, 12)) ^ 1) >>> 0, 12);
      return Buffer.concat([bytes.subarray(0, at), chunk, bytes.subarray(at)]);
    }),
  },
  {
    code: 'IMAGE_UNREADABLE',
    what: 'a picture that is wider than its rows',
    change: editBytes(`${images}-original.png`, (bytes) => {
      bytes.writeUInt32BE(bytes.readUInt32BE(16) + 1, 16);
      bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
      return undefined;
    }),
  },
  {
    code: 'IMAGE_TRAILING_BYTES',
    what: 'a picture behind the picture',
    change: editBytes(`${images}-expanded.png`, (bytes) => Buffer.concat([bytes, bytes])),
  },
  {
    code: 'KEY_IMAGE_SIZES_WRONG',
    what: 'the snapshot in the place of the thumbnail',
    change: copyFile(`${images}-snapshot.png`, `${images}-thumbnail.png`),
  },
  {
    code: 'KEY_IMAGE_UNKNOWN',
    what: 'a key image of another name',
    change: copyFile(`${images}-snapshot.png`, `${images}-preview.png`),
  },
  {
    code: 'MESH_ACCESSORS_WRONG',
    what: 'bounds of another mesh',
    change: editScene((scene) => scene.replace('"max":[5,5,5]', '"max":[9,5,5]')),
  },
  {
    code: 'MESH_ACCESSORS_WRONG',
    what: 'two triangles less than there are',
    change: editScene((scene) => scene.replace('"count":12', '"count":6')),
  },
  {
    code: 'MESH_UNREADABLE',
    what: 'a buffer longer than its chunk',
    change: editScene((scene) =>
      scene.replace('"buffers":[{"byteLength":72}]', '"buffers":[{"byteLength":99}]'),
    ),
  },
  {
    code: 'MESH_EMPTY',
    what: 'triangles of one vertex',
    change: editBytes(glb, (bytes) => {
      bytes.fill(0, bytes.length - 24);
      return undefined;
    }),
  },
  {
    code: 'PRECOMPUTE_POINTS_DIFFER',
    what: 'a rotation the other way round',
    change: editText(oriented, '[[0,-1,0],[1,0,0],[0,0,1]]', '[[0,1,0],[-1,0,0],[0,0,1]]'),
  },
  {
    code: 'PRECOMPUTE_POINTS_DIFFER',
    what: 'points of one instance in two colours',
    change: setRecordColor(`${precomputes}/102-instancesegmentation_precompute/spatial0/0_0_0`),
    also: ['PRECOMPUTE_RECORDS_DIFFER'],
  },
  {
    code: 'PRECOMPUTE_SHARD_SURPLUS',
    what: 'bytes behind the last index',
    change: editBytes(`${precomputes}/100-point_precompute/by_id/0.shard`, (bytes) =>
      Buffer.concat([bytes, Buffer.alloc(16)]),
    ),
  },
  {
    code: 'VIEWER_VALUE_INVALID',
    what: 'a unit that is none',
    change: setJson(viewer, 'dimensions.x.1', 'inch'),
  },
  {
    code: 'VIEWER_VALUE_INVALID',
    what: 'an orientation that is no rotation',
    change: setJson(viewer, 'projectionOrientation', [0.4, 0, 0, 9.2]),
  },
  {
    code: 'VIEWER_VALUE_INVALID',
    what: 'an opacity in per cent',
    change: setJson(viewer, 'layers.0.opacity', 100),
  },
  {
    code: 'VIEWER_VALUE_INVALID',
    what: 'a scale along two axes only',
    change: unsetJson(viewer, 'layers.1.source.transform.outputDimensions.z'),
  },
  {
    code: 'VIEWER_VALUE_INVALID',
    what: 'a scale without its unit',
    change: setJson(viewer, 'layers.1.source.transform.inputDimensions.y', [13.48e-10]),
  },
  {
    code: 'VIEWER_VIEW_DIFFERS',
    what: 'the place of another tomogram in the layer',
    change: all(setJson(viewer, 'position', [9, 10, 6]), setJson(viewer, 'layers.0._position', [90, 10, 6])),
  },
  {
    code: 'OBJECT_ID_OTHER',
    what: 'a membrane with the identifier of mitochondria',
    change: setJson(annotation, 'annotation_object.id', 'GO:0005739'),
  },
  {
    code: 'OBJECT_ID_OTHER',
    what: 'a row with the identifier of another object',
    change: setJson(`${run}/IdentifiedObjects/identified_objects.json`, '0.object_id', 'GO:0005874'),
  },
  {
    code: 'ORGANISM_ID_OTHER',
    what: 'a human with the identifier of mice',
    change: setJson('10001/dataset_metadata.json', 'organism.taxonomy_id', 10090),
  },
  {
    code: 'OBJECTS_ROW_TWICE',
    what: 'the first row in the place of the second',
    change: setJson(`${run}/IdentifiedObjects/identified_objects.json`, '1', {
      object_name: 'ribosome',
      object_id: 'GO:0005840',
    }),
  },
  {
    code: 'DEPOSITION_TYPES_WRONG',
    what: 'a dataset that is not listed',
    change: setJson('DepositionMetadata/10000/deposition_metadata.json', 'deposition_types', ['annotation']),
  },
  {
    code: 'POINT_NAMES_WRONG',
    what: 'points that are called like another object',
    change: setJson(`${precomputes}/100-point_precompute/info`, 'properties.0.enum_labels.0', 'membrane'),
  },
  {
    code: 'ZARR_CONTRAST_WRONG',
    what: 'the window of another volume',
    change: setJson(zarr, 'omero', { channels: [{ window: { start: -9, end: 9, min: -9, max: 9 } }] }),
  },
  ...(['KEY_PHOTO_SIZES_WRONG', 'DEPOSITION_PHOTO_SIZES_WRONG'] as const).map(
    (code, index): Mutation => ({
      code,
      what: 'a thumbnail that is larger than the snapshot',
      ...(index === 0 ? {} : { also: ['FILE_UNREFERENCED'] }),
      change: all(
        ...['snapshot', 'thumbnail'].map((name, at) =>
          copyFile(
            at === 0 ? '10001/Images/snapshot.png' : `${images}-snapshot.png`,
            `${index === 0 ? '10001' : 'DepositionMetadata/10000'}/Images/${name}.png`,
          ),
        ),
      ),
    }),
  ),
  {
    code: 'KEY_IMAGE_DIFFERS',
    what: 'a black expanded image',
    change: add(`${images}-expanded.png`, packedPng({ width: 1024, height: 768, depth: 1 })),
  },
  {
    code: 'KEY_IMAGE_DIFFERS',
    what: 'a snapshot that is turned upside down',
    change: editBytes(`${images}-snapshot.png`, (bytes) =>
      encodePng(decode(bytes).flip({ axis: 'vertical' })),
    ),
  },
];

/** Changes the colour of the first record of points. */
function setRecordColor(path: string): Mutation['change'] {
  return editBytes(path, (bytes) => {
    const count = Number(bytes.readBigUInt64LE(0));
    const size = (bytes.length - 8) / count - 8;
    const at = bytes.subarray(8, 8 + size).lastIndexOf(Buffer.from([255, 255, 255]));
    if (at < 0) throw new Error('no white');
    bytes[8 + at] = 1;
    return undefined;
  });
}
