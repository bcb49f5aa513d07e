import { decode, encodePng } from 'image-js';
import { frameNames, run, spacingDirectory, tiltSeries, tomogram } from '../support/good-metadata.js';
import { precomputes } from '../support/good-precomputes.js';
import { add, editBytes, editText, removeBelow, setJson } from './edit.js';
import type { Mutation, Tree } from './mutation.js';

const mdoc = `${run}/Frames/TS_A.mdoc`;
const zarr = `${tomogram}/TS_A.zarr`;
const annotations = `${spacingDirectory}/Annotations`;
const pointInfo = `${precomputes}/100-point_precompute/info`;
const viewer = `${precomputes}/100-neuroglancer-config.json`;
const snapshot = `${spacingDirectory}/Images/100/key-photo-snapshot.png`;
const tiltFile = `${tiltSeries}/tiltseries_metadata.json`;

/** Gives the sections of the mdoc dates one minute apart; that of `index` is another text. */
function setDates(index: number, other: string, day = '10-Jan-24'): Mutation['change'] {
  return (tree) => {
    let section = 0;
    const text = Buffer.from(tree.get(mdoc) as Uint8Array).toString();
    const dated = text.replaceAll('TiltAngle', () => {
      const date = section === index ? other : `${day}  12:0${section}:00`;
      section += 1;
      return `DateTime = ${date}\nTiltAngle`;
    });
    tree.set(mdoc, Buffer.from(dated));
  };
}

/** Turns the order of the dimensions of a document round. */
const turnAxes = (path: string): Mutation['change'] =>
  editBytes(path, (bytes) => {
    const { dimensions, ...others } = JSON.parse(bytes.toString()) as { dimensions: object };
    const turned = Object.fromEntries(Object.entries(dimensions).reverse());
    return Buffer.from(JSON.stringify({ ...others, dimensions: turned }));
  });

/** Sets the colour of the first label of the vesicles. */
const setLabelColor = (...rgba: readonly number[]) =>
  setJson(
    `${annotations}/104/vesicles-1.0_instancesegmentationmask.zarr/.zattrs`,
    'multiscales.0.metadata.image-label.colors.0.rgba',
    rgba,
  );

/** Adds lines to the mdoc before the first section. */
const head = (...lines: readonly string[]) => editText(mdoc, /^/, `${lines.join('\n')}\n`);

/** What files claim about themselves and each other. */
export const claimMutations: readonly Mutation[] = [
  { code: 'MDOC_TIME_WRONG', what: 'the 30th of February', change: setDates(2, '30-Feb-24  12:02:00') },
  {
    code: 'MDOC_TIME_WRONG',
    what: 'the last section a year later',
    change: setDates(4, '10-Jan-25  12:04:00'),
  },
  {
    code: 'MDOC_TIME_WRONG',
    what: 'a title of another year',
    change: (tree: Tree) => {
      setDates(-1, '')(tree);
      head('[T = SerialEM: Digitized on Krios  10-Jan-23  12:00:00    ]')(tree);
    },
  },
  {
    code: 'MDOC_TIME_LATE',
    what: 'sections of years after the deposition',
    change: setDates(-1, '', '10-Jan-29'),
  },
  {
    code: 'MDOC_TIME_LATE',
    what: 'sections of a year after the metadata were written',
    change: setDates(-1, '', '10-Jan-26'),
  },
  { code: 'MDOC_TIME_WRONG', what: 'sections of 1970', change: setDates(-1, '', '01-Jan-70') },
  { code: 'MDOC_IMAGE_FILE_OTHER', what: 'the stack of another run', change: head('ImageFile = TS_B.st') },
  { code: 'MDOC_IMAGE_SIZE_WRONG', what: 'images of another camera', change: head('ImageSize = 4092 5760') },
  {
    code: 'TILTING_SCHEME_NOT_MDOC',
    what: 'sweeps of an mdoc that goes from side to side',
    change: setJson(tiltFile, 'tilting_scheme', 'starting tilt to max then min'),
  },
  {
    code: 'ZARR_NAME_OTHER',
    what: 'the name of another run',
    change: setJson(`${zarr}/.zattrs`, 'multiscales.0.name', 'TS_B'),
  },
  {
    code: 'ZARR_STORAGE_WRONG',
    what: 'the axes of a level in the wrong order',
    change: add(`${zarr}/1/.zattrs`, '{"_ARRAY_DIMENSIONS": ["x", "y", "z"]}'),
  },
  {
    code: 'EMAIL_INVALID',
    what: 'an address without a host',
    change: setJson('10001/dataset_metadata.json', 'authors.0.email', 'ada.rivera(at)example.org'),
  },
  {
    code: 'ROR_INVALID',
    what: 'two digits exchanged',
    change: setJson(
      '10001/dataset_metadata.json',
      'authors.0.affiliation_identifier',
      'https://ror.org/05a28wr58',
    ),
  },
  {
    code: 'ZARR_DISPLAY_WRONG',
    what: 'a colour that is none',
    change: setJson(`${zarr}/.zattrs`, 'omero', { channels: [{ color: 'white', label: 'tomogram' }] }),
  },
  {
    code: 'ZARR_DISPLAY_WRONG',
    what: 'a switch that is a text',
    change: setJson(`${zarr}/.zattrs`, 'omero', { channels: [{ active: 'true' }] }),
  },
  {
    code: 'METADATA_TYPE_WRONG',
    what: 'a deposition of a viewer configuration that is a text',
    change: setJson(viewer, 'deposition_id', '10000'),
  },
  {
    code: 'ZARR_ATTRIBUTE_UNKNOWN',
    what: 'an image that is a collection of images to readers',
    change: setJson(`${zarr}/.zattrs`, 'plate', {}),
  },
  {
    code: 'ZARR_ATTRIBUTE_UNKNOWN',
    what: 'a level that is an image of its own',
    change: add(`${zarr}/1/.zattrs`, '{"_ARRAY_DIMENSIONS": ["z", "y", "x"], "multiscales": []}'),
  },
  {
    code: 'ZARR_DISPLAY_WRONG',
    what: 'a label that is transparent',
    change: setLabelColor(30, 0, 0, 0),
  },
  {
    code: 'ZARR_DISPLAY_WRONG',
    what: 'a label with a component of 300',
    change: setLabelColor(300, 0, 0, 255),
  },
  {
    code: 'ZARR_TRANSFORM_WRONG',
    what: 'an image that is scaled along two axes',
    change: setJson(`${zarr}/.zattrs`, 'multiscales.0.coordinateTransformations', [
      { type: 'scale', scale: [1, 1] },
    ]),
  },
  {
    code: 'ZARR_DISPLAY_WRONG',
    what: 'levels of a tomogram said to be made as those of labels are',
    change: setJson(`${zarr}/.zattrs`, 'multiscales.0.type', 'nearest'),
  },
  {
    code: 'ZARR_DISPLAY_WRONG',
    what: 'a mask of the image above it, which is none',
    change: setJson(`${annotations}/103/membrane-1.0_segmentationmask.zarr/.zattrs`, 'image-label', {
      colors: [{ 'label-value': 1 }],
      source: { image: '../../' },
    }),
  },
  {
    code: 'SECTION_BLANK',
    what: 'a section without chunks',
    also: ['CHUNK_MISSING'],
    change: removeBelow(`${tiltSeries}/TS_A.zarr/0/3`),
  },
  {
    code: 'MRC_EXTENDED_RECORDS_WRONG',
    what: 'records that are cut',
    change: editBytes(`${tiltSeries}/TS_A.mrc`, (bytes) => {
      bytes.writeInt32LE(700, 92);
      bytes.write('FEI1', 104, 'latin1');
      return Buffer.concat([bytes.subarray(0, 1024), Buffer.alloc(700), bytes.subarray(1024)]);
    }),
  },
  {
    code: 'FRAME_MODE_DIFFERS',
    what: 'a frame of integers among those of floats',
    change: editBytes(`${run}/Frames/${frameNames[2]}`, (bytes) => {
      bytes.writeInt32LE(1, 12);
      return bytes.subarray(0, 1024 + (bytes.length - 1024) / 2);
    }),
  },
  {
    code: 'BINNING_WRONG',
    what: 'seven instead of two',
    change: setJson(tiltFile, 'binning_from_frames', 7),
  },
  {
    code: 'OBJECTS_ID_MALFORMED',
    what: 'a digit too few',
    change: setJson(`${run}/IdentifiedObjects/identified_objects.json`, '0.object_id', 'GO:05840'),
  },
  {
    code: 'OBJECTS_ID_MALFORMED',
    what: 'the number of an identifier alone',
    change: setJson(`${run}/IdentifiedObjects/identified_objects.json`, '0.object_id', 5840),
  },
  {
    code: 'OBJECTS_ID_MALFORMED',
    what: 'an identifier of no ontology',
    change: setJson(`${run}/IdentifiedObjects/identified_objects.json`, '0.object_id', 'ribosome1'),
  },
  {
    code: 'DERIVED_VALUE_MISSING',
    what: 'a mask without a number of objects',
    change: setJson(`${annotations}/103/membrane-1.0.json`, 'object_count', null),
  },
  {
    code: 'ZARR_STORAGE_WRONG',
    what: 'a setting of Blosc that does not exist',
    change: setJson(`${zarr}/0/.zarray`, 'compressor.level', 5),
  },
  {
    code: 'DERIVED_VALUE_MISSING',
    what: 'exposures of frames without a dose rate',
    change: setJson(`${run}/Frames/frames_metadata.json`, 'dose_rate', null),
  },
  {
    code: 'DERIVED_VALUE_MISSING',
    what: 'a snapshot that the metadata do not name',
    change: setJson(`${tomogram}/tomogram-metadata.json`, 'key_photo.snapshot', null),
  },
  {
    code: 'PRECOMPUTE_INFO_INVALID',
    what: 'two values of one label',
    change: setJson(pointInfo, 'properties.0.enum_values', [0, 1]),
  },
  {
    code: 'PRECOMPUTE_INFO_INVALID',
    what: 'coordinates in the order z, y, x',
    change: turnAxes(pointInfo),
  },
  {
    code: 'PRECOMPUTE_BOUNDS_WRONG',
    what: 'a cell that ends before the points',
    change: setJson(pointInfo, 'spatial.0.chunk_size', [1, 1, 1]),
  },
  {
    code: 'VIEWER_VALUE_INVALID',
    what: 'axes in the order z, y, x',
    change: turnAxes(viewer),
  },
  {
    code: 'VIEWER_VALUE_INVALID',
    what: 'a switch that is a word',
    change: setJson(viewer, 'showScaleBar', 'yes'),
  },
  {
    code: 'VIEWER_SEGMENTS_WRONG',
    what: 'a segment that a mask of one object does not have',
    change: setJson(viewer, 'layers.4.segments', [7]),
  },
  {
    code: 'VIEWER_LAYER_DIFFERS',
    what: 'an archived tomogram',
    change: setJson(viewer, 'layers.0.archived', true),
  },
  {
    code: 'KEY_IMAGE_DIFFERS',
    what: 'a transparent snapshot',
    change: editBytes(snapshot, (bytes) => encodePng(decode(bytes).convertColor('RGBA').fillAlpha(0))),
  },
];
