export { filledList, mapping, optional, optionalFlag, optionalList, optionalText, text } from './build.js';
export { sampleTypes } from './dataset.js';
export { floatTemplate, textTemplate } from './forms.js';
export { cameraModels } from './tilt-series.js';
