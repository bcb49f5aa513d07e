import Type from 'typebox';
import { alignmentFields, alignmentFormats } from './fields/alignment.js';
import { annotationFields } from './fields/annotation.js';
import { flag, mapping, optionalList, optionalText } from './fields/build.js';
import { datasetFields } from './fields/dataset.js';
import { depositionFields } from './fields/deposition.js';
import { templated } from './fields/forms.js';
import { tiltSeriesFields } from './fields/tilt-series.js';
import { tomogramFields } from './fields/tomogram.js';

/** The `metadata` that entries of a configuration's sections have. */
export const depositionEntry = mapping(
  'Deposition',
  'About the deposition; leave it out to refer to one that exists.',
  depositionFields,
);

export const datasetEntry = mapping(
  'Dataset',
  'About the dataset; leave it out to refer to one that exists.',
  datasetFields('written'),
);

export const frameEntry = mapping('Frame', 'About the frames.', {
  dose_rate: templated.number({ description: 'Exposure per second in e/Å².' }),
  is_gain_corrected: flag('Whether the frames are gain corrected.'),
});

export const ctfEntry = mapping('Ctf', 'About the CTF file.', {
  format: Type.Enum(['CTFFIND', 'Gctf', 'GCTF', 'IMOD'], { description: 'Program that wrote it.' }),
});

export const tiltSeriesEntry = mapping('TiltSeries', 'About the tilt series.', tiltSeriesFields(templated));

export const alignmentEntry = mapping('Alignment', 'About the alignment.', {
  format: Type.Enum([...alignmentFormats], { description: 'Program family of the files.' }),
  ...alignmentFields(templated),
});

export const identifiedObjectEntry = mapping('IdentifiedObjectList', 'About the list of objects.', {
  filter_value: optionalText('Kept for older files; rows are selected by their run_name.'),
});

export const tomogramEntry = mapping('Tomogram', 'About the tomogram.', tomogramFields(templated));

export const annotationEntry = mapping('Annotation', 'About the annotation.', {
  ...annotationFields,
  files: optionalList(Type.Unknown(), 'Filled in at ingestion.'),
});
