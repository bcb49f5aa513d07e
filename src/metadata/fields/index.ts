export { alignmentFields } from './alignment.js';
export { annotationFields, annotationFile } from './annotation.js';
export {
  filledList,
  flag,
  mapping,
  optional,
  optionalFlag,
  optionalList,
  optionalText,
  text,
  xyz,
} from './build.js';
export { datasetFields, sampleTypes } from './dataset.js';
export { depositionFields } from './deposition.js';
export {
  concrete,
  type Forms,
  floatTemplate,
  type NumberOptions,
  templated,
  textTemplate,
} from './forms.js';
export { authors, dates } from './people.js';
export { cameraModels, tiltSeriesFields } from './tilt-series.js';
export { tomogramFields, volumeSize } from './tomogram.js';
