import Type from 'typebox';
import { alignmentFormats } from '../../formats/alignment/index.js';
import { ctfFormats } from '../../formats/ctf/index.js';
import {
  alignmentFields,
  annotationFields,
  datasetFields,
  depositionFields,
  flag,
  mapping,
  optionalList,
  optionalText,
  templated,
  tiltSeriesFields,
  tomogramFields,
} from '../../metadata/index.js';

/** The `metadata` of each section's entries. */
export const depositionMetadata = mapping(
  'Deposition',
  'About the deposition; leave it out to refer to one that exists.',
  depositionFields,
);

export const datasetMetadata = mapping(
  'Dataset',
  'About the dataset; leave it out to refer to one that exists.',
  datasetFields('written'),
);

export const frameMetadata = mapping('Frame', 'About the frames.', {
  dose_rate: templated.number({ description: 'Exposure per second in e/Å².' }),
  is_gain_corrected: flag('Whether the frames are gain corrected.'),
});

export const ctfMetadata = mapping('Ctf', 'About the CTF file.', {
  format: Type.Enum(
    ctfFormats.flatMap(({ names }) => names),
    { description: 'Program that wrote it.' },
  ),
});

export const tiltSeriesMetadata = mapping(
  'TiltSeries',
  'About the tilt series.',
  tiltSeriesFields(templated),
);

export const alignmentMetadata = mapping('Alignment', 'About the alignment.', {
  format: Type.Enum(
    alignmentFormats.map(({ name }) => name),
    { description: 'Program family of the files.' },
  ),
  ...alignmentFields(templated),
});

export const identifiedObjectMetadata = mapping('IdentifiedObjectList', 'About the list of objects.', {
  filter_value: optionalText('Kept for older files; rows are selected by their run_name.'),
});

export const tomogramMetadata = mapping('Tomogram', 'About the tomogram.', tomogramFields(templated));

export const annotationMetadata = mapping('Annotation', 'About the annotation.', {
  ...annotationFields,
  files: optionalList(Type.Unknown(), 'Filled in at ingestion.'),
});
