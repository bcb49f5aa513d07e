export { annotationColors, labelColors } from './annotation-colors.js';
export { formatHex, type Rgb } from './rgb.js';
