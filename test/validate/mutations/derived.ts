import {
  alignment,
  frameNames,
  run,
  spacingDirectory,
  tiltSeries,
  tomogram,
} from '../support/good-metadata.js';
import { precomputes } from '../support/good-precomputes.js';
import { linkOut } from '../support/memory-storage.js';
import { editList, editRecords, own, setManifestOrigin, text } from './derived-edits.js';
import { add, all, copy, editBytes, editText, rename, setJson, unsetJson } from './edit.js';
import type { Mutation } from './mutation.js';

const tiltFile = `${tiltSeries}/tiltseries_metadata.json`;
const ctf = `${tiltSeries}/TS_A_CTFFIND_ctf.txt`;
const framesFile = `${run}/Frames/frames_metadata.json`;
const mdoc = `${run}/Frames/TS_A.mdoc`;
const alignmentFile = `${alignment}/alignment_metadata.json`;
const tomogramFile = `${tomogram}/tomogram-metadata.json`;
const annotation = `${spacingDirectory}/Annotations/103/membrane-1.0.json`;
const glb = `${spacingDirectory}/Annotations/103/membrane-1.0_triangularmesh.glb`;
const viewer = `${precomputes}/100-neuroglancer-config.json`;
const masks = `${precomputes}/103-segmentationmask_precompute`;
const zarr = `${tomogram}/TS_A.zarr/.zattrs`;

/** Values that ingest derives from files, changed in metadata or in the files. */
export const derivedMutations: readonly Mutation[] = [
  {
    code: 'SECTION_COUNT_WRONG',
    what: 'a section is gone',
    change: unsetJson(tiltFile, 'per_section_parameter.4'),
  },
  {
    code: 'SECTION_ORDER_DIFFERS',
    what: 'angles of the other sign',
    change: editRecords(tiltFile, 'per_section_parameter', (record) => {
      record.raw_angle = -Number(record.raw_angle) + 0;
    }),
  },
  {
    code: 'SECTION_ORDER_DIFFERS',
    what: 'sections in reverse',
    change: editList(tiltFile, 'per_section_parameter', (records) => records.reverse()),
  },
  {
    code: 'SECTION_ORDER_DIFFERS',
    what: 'the frames of two sections swapped',
    change: all(
      setJson(tiltFile, 'per_section_parameter.0.frame_acquisition_order', 3),
      setJson(tiltFile, 'per_section_parameter.4.frame_acquisition_order', 4),
    ),
  },
  {
    code: 'SECTION_CTF_DIFFERS',
    what: 'defocus in micrometres',
    change: editRecords(tiltFile, 'per_section_parameter', (record) => {
      record.major_defocus = Number(record.major_defocus) / 10_000;
    }),
  },
  {
    code: 'SECTION_CTF_DIFFERS',
    what: 'the CTF table of a later fit',
    change: editText(ctf, '3 30229.15', '3 31000.5'),
  },
  {
    code: 'CTF_UNREADABLE',
    what: 'text where a number belongs',
    change: editText(ctf, '3 30229.15', '3 unknown'),
  },
  {
    code: 'CTF_SECTION_UNKNOWN',
    what: 'a row more than images',
    change: editText(ctf, /$/, '6 30229.15 29273.99 12.5 0.1 0.2 8.81\n'),
  },
  {
    code: 'CTF_DEFOCUS_IMPLAUSIBLE',
    what: 'a table in micrometres, and metadata made from it',
    change: all(
      (tree) => editText(ctf, /[\s\S]+/, text(tree, ctf).replaceAll('30229.15 29273.99', '3.02 2.93'))(tree),
      editRecords(tiltFile, 'per_section_parameter', (record) => {
        record.major_defocus = 3.02;
        record.minor_defocus = 2.93;
      }),
    ),
  },
  {
    code: 'FRAME_SECTION_DIFFERS',
    what: 'two frames swapped',
    change: all(
      setJson(framesFile, 'frames.1.path', `${run}/Frames/${frameNames[2]}`),
      setJson(framesFile, 'frames.2.path', `${run}/Frames/${frameNames[1]}`),
    ),
  },
  {
    code: 'FRAME_DOSE_WRONG',
    what: 'an exposure of another dose rate',
    change: editRecords(framesFile, 'frames', (record, index) => {
      record.exposure_dose = 2.9;
      record.accumulated_dose = 2.9 * index;
    }),
  },
  {
    code: 'FRAME_GAIN_DIFFERS',
    what: 'one frame that is said to be corrected',
    change: setJson(framesFile, 'frames.1.is_gain_corrected', true),
  },
  {
    code: 'VOLTAGE_NOT_MDOC',
    what: 'another microscope',
    change: editText(mdoc, 'PixelSpacing = 3.37\n', 'PixelSpacing = 3.37\nVoltage = 200\n'),
  },
  {
    code: 'PIXEL_SPACING_NOT_MDOC',
    what: 'an mdoc in nanometres',
    change: editText(mdoc, 'PixelSpacing = 3.37\n', 'PixelSpacing = 2.7\n'),
  },
  {
    code: 'ALIGNMENT_UNREADABLE',
    what: 'a transform that is cut',
    change: editText(`${alignment}/TS_A.xf`, /\S+\n$/, '\n'),
  },
  {
    code: 'ALIGNMENT_SECTION_COUNT_WRONG',
    what: 'a section is gone',
    change: unsetJson(alignmentFile, 'per_section_alignment_parameters.4'),
  },
  {
    code: 'ALIGNMENT_SECTIONS_DIFFER',
    what: 'angles of the other sign',
    change: editRecords(alignmentFile, 'per_section_alignment_parameters', (record) => {
      record.tilt_angle = -Number(record.tilt_angle);
    }),
  },
  {
    code: 'ALIGNMENT_SECTIONS_DIFFER',
    what: 'a stale offset',
    change: setJson(alignmentFile, 'per_section_alignment_parameters.2.x_offset', 2.5),
  },
  {
    code: 'ALIGNMENT_SECTIONS_DIFFER',
    what: 'the transforms of another alignment',
    change: editText(`${alignment}/TS_A.xf`, /^\S+/, '0.1'),
  },
  {
    code: 'ALIGNMENT_ROTATION_INVALID',
    what: 'a mirrored section',
    also: ['ALIGNMENT_SECTIONS_DIFFER'],
    change: editRecords(alignmentFile, 'per_section_alignment_parameters', (record, index) => {
      const [[a, b], [c, d]] = record.in_plane_rotation as [[number, number], [number, number]];
      if (index === 1)
        record.in_plane_rotation = [
          [a, -b],
          [c, -d],
        ];
    }),
  },
  {
    code: 'ALIGNMENT_TILT_FAR_OFF',
    what: 'tilts in reverse, and metadata made from them',
    change: all(
      (tree) => {
        const path = `${alignment}/TS_A.tlt`;
        const lines = text(tree, path).trim().split('\n').reverse();
        add(path, `${lines.join('\n')}\n`)(tree);
      },
      editRecords(alignmentFile, 'per_section_alignment_parameters', (record, index) => {
        record.tilt_angle = [24.3, 12.3, 0.3, -11.7, -23.7][index];
      }),
    ),
  },
  {
    code: 'LINK_LEAVES_TREE',
    what: 'a photo that is a link to another place',
    change: (tree) => tree.set('10001/Images/snapshot.png', linkOut),
  },
  {
    code: 'BYTE_ORDER_MARK',
    what: 'an mdoc from an editor',
    change: editBytes(mdoc, (bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes])),
  },
  {
    code: 'BYTE_ORDER_MARK',
    what: 'metadata from an editor',
    change: editBytes(tomogramFile, (bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes])),
  },
  {
    code: 'JSON_KEY_TWICE',
    what: 'two run names',
    change: editText(`${run}/run_metadata.json`, '"run_name"', '"run_name": "TS_B", "run_name"'),
  },
  {
    code: 'JSON_KEY_TWICE',
    what: 'a scale twice, spelled with an escape',
    change: editText(zarr, /"version"\s*:/, '"v\\u0065rsion": "0.5", "version":'),
  },
  {
    code: 'ORCID_INVALID',
    what: 'two digits swapped',
    change: setJson(annotation, 'authors.0.ORCID', '0000-0002-1852-0097'),
  },
  {
    code: 'AFFINE_INVALID',
    what: 'a matrix that flattens',
    change: setJson(alignmentFile, 'affine_transformation_matrix.2.2', 0),
  },
  {
    code: 'AFFINE_INVALID',
    what: 'a matrix the other way round',
    change: setJson(tomogramFile, 'affine_transformation_matrix.3.0', 12.5),
  },
  {
    code: 'TIMESTAMP_IMPLAUSIBLE',
    what: 'milliseconds',
    change: setJson(annotation, 'last_updated_at', 1_740_000_000_000),
  },
  {
    code: 'DEPOSITION_DISAGREES',
    what: 'a deposition of another one',
    also: ['DEPOSITION_MISSING'],
    change: setJson('DepositionMetadata/10000/deposition_metadata.json', 'deposition_id', 10009),
  },
  {
    code: 'FILE_LISTED_TWICE',
    what: 'an alignment file listed twice',
    change: setJson(alignmentFile, 'files.2', `${alignment}/TS_A.xf`),
  },
  {
    code: 'REFERENCE_FOREIGN',
    what: 'the alignment of another run',
    change: all(
      copy(run, '10001/TS_Z'),
      (tree) => {
        for (const path of [...tree.keys()]) {
          if (path.startsWith('10001/TS_Z/') && !path.includes('/Alignments/')) tree.delete(path);
        }
      },
      add(
        '10001/TS_Z/run_metadata.json',
        JSON.stringify({ run_name: 'TS_Z', deposition_id: 10000, last_updated_at: 1_740_000_000 }),
      ),
      rename('10001/TS_Z/Alignments/100/TS_A.xf', '10001/TS_Z/Alignments/100/TS_Z.xf'),
      rename('10001/TS_Z/Alignments/100/TS_A.tlt', '10001/TS_Z/Alignments/100/TS_Z.tlt'),
      own('10001/TS_Z/Alignments/100'),
      setJson(tomogramFile, 'alignment_metadata_path', '10001/TS_Z/Alignments/100/alignment_metadata.json'),
    ),
  },
  {
    code: 'REFERENCE_FOREIGN',
    what: 'the thumbnail in place of the snapshot',
    change: setJson(
      tomogramFile,
      'key_photo.snapshot',
      `${spacingDirectory}/Images/100/key-photo-thumbnail.png`,
    ),
  },
  {
    code: 'IDENTIFIER_REUSED',
    what: 'a number of another voxel spacing',
    also: [
      'IDENTIFIER_DUPLICATE',
      'SPACING_METADATA_DIFFERS',
      'SPACING_MRC_DIFFERS',
      'SPACING_ZARR_DIFFERS',
      'VOLUME_NAMED_WRONG',
      'FILE_UNREFERENCED',
    ],
    change: copy(tomogram, `${run}/Reconstructions/VoxelSpacing6.740/Tomograms/100`),
  },
  {
    code: 'ZARR_TRANSFORM_WRONG',
    what: 'a level that is moved',
    change: setJson(zarr, 'multiscales.0.datasets.1.coordinateTransformations.1', {
      type: 'translation',
      translation: [10, 0, 0],
    }),
  },
  {
    code: 'ZARR_TRANSFORM_WRONG',
    what: 'an image that is scaled once more',
    change: setJson(zarr, 'multiscales.0.coordinateTransformations', [{ type: 'scale', scale: [2, 2, 2] }]),
  },
  {
    code: 'ZARR_CONTRAST_WRONG',
    what: 'limits beside the data',
    change: setJson(zarr, 'omero', { channels: [{ window: { start: 100, end: 200, min: 0, max: 255 } }] }),
  },
  {
    code: 'ZARR_CONTRAST_WRONG',
    what: 'a contrast window without its limits of the data',
    change: setJson(zarr, 'omero', { channels: [{ window: { start: -9, end: 9 } }] }),
  },
  {
    code: 'MESH_OUT_OF_BOUNDS',
    what: 'a mesh in metres beside its volume',
    also: ['MESH_ACCESSORS_WRONG', 'PRECOMPUTE_MESH_MISPLACED'],
    change: editBytes(glb, (bytes, view) => {
      const start = 20 + view.getUint32(12, true) + 8;
      for (let at = 0; at < 12; at++)
        view.setFloat32(start + 4 * at, 1000 + view.getFloat32(start + 4 * at, true), true);
      return bytes;
    }),
  },
  {
    code: 'MESH_TRANSFORMED',
    what: 'a node that moves its mesh',
    also: ['PRECOMPUTE_MESH_MISPLACED'],
    change: editBytes(glb, (bytes) => {
      const length = bytes.readUInt32LE(12);
      const scene = JSON.parse(bytes.subarray(20, 20 + length).toString()) as Record<string, unknown>;
      scene.nodes = [{ mesh: 0, translation: [6, 0, 0] }];
      const json = JSON.stringify(scene);
      const chunk = Buffer.from(json.padEnd(Math.ceil(json.length / 4) * 4));
      const head = Buffer.from(bytes.subarray(0, 20));
      const whole = Buffer.concat([head, chunk, bytes.subarray(20 + length)]);
      whole.writeUInt32LE(whole.length, 8);
      whole.writeUInt32LE(chunk.length, 12);
      return whole;
    }),
  },
  {
    code: 'SEGMENT_NAMES_WRONG',
    what: 'the name of another object',
    change: setJson(`${masks}/segment_properties/info`, 'inline.properties.0.values.0', 'ribosome'),
  },
  {
    code: 'PRECOMPUTE_MESH_MISPLACED',
    what: 'a manifest with another origin',
    change: setManifestOrigin(`${masks}/mesh/0.shard`),
  },
  {
    code: 'VIEWER_TRANSFORM_WRONG',
    what: 'a layer that is moved',
    change: setJson(viewer, 'layers.1.source.transform.matrix', [
      [1, 0, 0, 5],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
    ]),
  },
  {
    code: 'VIEWER_CONTRAST_WRONG',
    what: 'limits turned round',
    change: setJson(viewer, 'layers.0.shaderControls', { contrast: { range: [5, -5] } }),
  },
  {
    code: 'VIEWER_CONTRAST_WRONG',
    what: 'limits in 3D that are one',
    change: setJson(viewer, 'layers.0.shaderControls', { contrast_3D: { range: [0, 0] } }),
  },
  {
    code: 'VIEWER_CONTRAST_WRONG',
    what: 'limits of another tomogram',
    change: setJson(viewer, 'layers.0.shaderControls', { contrast: { range: [-100, 100] } }),
  },
  {
    code: 'VIEWER_CONTRAST_WRONG',
    what: 'a contrast of the shader without limits',
    change: all(
      setJson(
        viewer,
        'layers.0.shader',
        '#uicontrol invlerp contrast\nvoid main() { emitGrayscale(contrast()); }',
      ),
      setJson(viewer, 'layers.0.shaderControls', { contrast: { window: [-5, 5] } }),
    ),
  },
  {
    code: 'VIEWER_POSITION_WRONG',
    what: 'a place outside the tomogram',
    change: setJson(viewer, 'position', [500, 10, 6]),
  },
  {
    code: 'VIEWER_LAYER_DIFFERS',
    what: 'a layer that is shown though the metadata do not say so',
    change: setJson(viewer, 'layers.1.visible', true),
  },
  {
    code: 'VIEWER_HOST_DIFFERS',
    what: 'a layer from another host',
    change: (tree) =>
      editText(
        viewer,
        /precomputed:\/\/https:\/\/host\.example/,
        'precomputed://https://other.example',
      )(tree),
  },
];
