import { rules } from '../../../src/validate/rules/rules.js';
import { keyImageNames } from '../../../src/volume/key-image.js';
import { packedPng } from '../../formats/support/packed-png.js';
import { run, spacingDirectory, tomogram } from '../support/good-metadata.js';
import { precomputes } from '../support/good-precomputes.js';
import { atDoubleSpacing } from './double-spacing.js';
import { add, all, copyFile, editText, setJson } from './edit.js';
import type { Mutation } from './mutation.js';

const tomogramFile = `${tomogram}/tomogram-metadata.json`;
const viewer = `${precomputes}/100-neuroglancer-config.json`;
const image = (name: string) => `${spacingDirectory}/Images/100/key-photo-${name}.png`;
const tiltFile = `${run}/TiltSeries/100/tiltseries_metadata.json`;
const mdoc = `${run}/Frames/TS_A.mdoc`;

/** What a tomogram lacks of which only the metadata are copied. */
const ofMetadataAlone = [
  'REFERENCE_MISSING',
  'VIEWER_CONFIG_MISSING',
  'VOLUME_FORMAT_MISSING',
  'VOLUME_SIZE_NOT_FIRST_SCALE',
];

/** Changes that only other runs, files, sections, dates, defaults or lists of names tell. */
export const siblingMutations: readonly Mutation[] = [
  ...(['2099', '1925'] as const).map(
    (year): Mutation => ({
      code: 'DATE_IMPLAUSIBLE',
      what: `a deposition of ${year}`,
      change: setJson(tomogramFile, 'dates', {
        deposition_date: `${year}-01-02`,
        release_date: `${year}-01-02`,
        last_modified_date: `${year}-01-02`,
      }),
    }),
  ),
  {
    code: 'PROCESSING_RAW_DENOISED',
    what: 'a raw tomogram of a program that denoises',
    change: setJson(tomogramFile, 'processing_software', 'cryoCARE 0.3'),
  },
  {
    code: 'TEXT_NOT_PLAIN',
    what: 'a title that was not filled in',
    change: setJson('10001/dataset_metadata.json', 'dataset_title', 'FILL_IN'),
  },
  {
    code: 'METADATA_OUT_OF_RANGE',
    what: 'a list of objects with a number below 100',
    change: setJson(`${run}/IdentifiedObjects/identified_objects_metadata.json`, 'identifier', 7),
  },
  {
    code: 'ORGANISM_ID_OTHER',
    what: 'a human at a stage of mice',
    change: setJson('10001/dataset_metadata.json', 'development_stage', {
      name: 'adult',
      id: 'MmusDv:0000110',
    }),
  },
  {
    code: 'ORGANISM_ID_OTHER',
    what: 'two letters of a name exchanged',
    change: setJson('10001/dataset_metadata.json', 'organism.name', 'Homo sapeins'),
  },
  {
    code: 'AUTHOR_DISAGREES',
    what: 'another ORCID in one annotation',
    change: setJson(
      `${spacingDirectory}/Annotations/103/membrane-1.0.json`,
      'authors.0.ORCID',
      '0000-0001-5109-3700',
    ),
  },
  {
    code: 'VIEWER_VALUE_INVALID',
    what: 'a colour that has no such name',
    change: setJson(viewer, 'layers.1.annotationColor', 'reddish'),
  },
  {
    code: 'DEFAULT_TOMOGRAM_COUNT_WRONG',
    what: 'a second tomogram that is shown by default',
    also: ['VOLUME_FORMAT_MISSING'],
    change: all(
      copyFile(tomogramFile, tomogramFile.replace('/100/', '/101/')),
      setJson(tomogramFile.replace('/100/', '/101/'), 'processing', 'denoised'),
    ),
  },
  {
    code: 'ANNOTATION_PLACES_DIFFER',
    what: 'annotations that were copied from another voxel spacing',
    change: atDoubleSpacing,
    // The second tomogram is not whole.
    options: { rules: rules.filter(({ code }) => code === 'ANNOTATION_PLACES_DIFFER') },
  },
  {
    code: 'RUN_PIECE_MISSING',
    what: 'a run of three without the list of objects',
    change: all(copyRun('TS_B', /run_metadata|IdentifiedObjects/), copyRun('TS_C', /run_metadata/)),
  },
  {
    code: 'RUN_PIECE_MISSING',
    what: 'a run of three whose tomogram lacks one of its images',
    also: ofMetadataAlone.filter((code) => code !== 'VOLUME_SIZE_NOT_FIRST_SCALE'),
    change: all(
      ...['TS_B', 'TS_C'].flatMap((name) => [
        copyRun(name, /run_metadata|tomogram-metadata/),
        ...keyImageNames
          .filter((each) => name === 'TS_B' || each !== 'expanded')
          .map((each) => copyFile(image(each), image(each).replaceAll('TS_A', name))),
      ]),
    ),
  },
  {
    code: 'RUN_VALUE_DIFFERS',
    what: 'a run of three whose tilt series is of another microscope',
    also: ['REFERENCE_MISSING', 'VOLUME_FORMAT_MISSING'],
    change: all(
      copyRun('TS_B', /run_metadata|tiltseries_metadata/),
      copyRun('TS_C', /run_metadata|tiltseries_metadata/),
      setJson(tiltFile.replaceAll('TS_A', 'TS_C'), 'microscope', {
        manufacturer: 'TFS',
        model: 'Glacios',
      }),
    ),
  },
  {
    code: 'RUN_AXES_DIFFER',
    what: 'a tomogram that stands upright beside one that lies',
    also: ['KEY_IMAGE_MISSING', ...ofMetadataAlone],
    change: all(
      copyRun('TS_B', /run_metadata|tomogram-metadata/),
      setJson(tomogramFile.replaceAll('TS_A', 'TS_B'), 'size', { z: 18, y: 20, x: 12 }),
    ),
  },
  ...[false, true].map((areSame): Mutation => {
    const copies = keyImageNames.map((name) => copyFile(image(name), image(name).replaceAll('TS_A', 'TS_B')));
    const ofOther = add(image('original'), packedPng({ width: 16, height: 26, depth: 4 }));
    return {
      code: 'KEY_IMAGES_EXCHANGED',
      what: areSame
        ? 'the images of another tomogram beside its own'
        : 'images of the sizes of two tomograms, each of the other one',
      also: ['KEY_IMAGE_DIFFERS', ...ofMetadataAlone],
      change: all(
        copyRun('TS_B', /run_metadata|tomogram-metadata/),
        setJson(tomogramFile.replaceAll('TS_A', 'TS_B'), 'size', { z: 12, y: 26, x: 16 }),
        ...(areSame ? [ofOther, ...copies] : [...copies, ofOther]),
      ),
    };
  }),
  {
    code: 'PRECOMPUTE_INFO_INVALID',
    what: 'a mask that is moved by a voxel',
    change: setJson(
      `${precomputes}/103-segmentationmask_precompute/info`,
      'scales.0.voxel_offset',
      [1, 0, 0],
    ),
  },
  {
    code: 'VIEWER_LAYER_DIFFERS',
    what: 'a tomogram that is hidden',
    change: setJson(viewer, 'layers.0.visible', false),
  },
  {
    code: 'MDOC_SPACING_DIFFERS',
    what: 'a section at twice the magnification',
    change: editText(mdoc, /TiltAngle = (?=12\n)/, 'PixelSpacing = 1.685\nTiltAngle = '),
  },
  {
    code: 'MDOC_SPACING_DIFFERS',
    what: 'a section of another binning, and one of another magnification, of the same pixel spacing',
    change: (tree) => {
      let count = 0;
      const numbered = Buffer.from(tree.get(mdoc)!)
        .toString()
        .replaceAll('TiltAngle', () => {
          count += 1;
          return `Magnification = ${count === 2 ? 26000 : 53000}\nBinning = ${count === 3 ? 2 : 1}\nTiltAngle`;
        });
      tree.set(mdoc, Buffer.from(numbered));
    },
  },
];

/** Adds a run that has some files of the good one, renamed. */
function copyRun(name: string, files: RegExp): Mutation['change'] {
  return (tree) => {
    for (const [path, bytes] of [...tree])
      if (path.startsWith(`${run}/`) && files.test(path))
        add(path.replaceAll('TS_A', name), Buffer.from(bytes).toString().replaceAll('TS_A', name))(tree);
  };
}
