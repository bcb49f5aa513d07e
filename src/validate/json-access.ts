export { numberAt, objectsAt, shapeAt, textAt, textsAt, valueAt } from '../json/index.js';
