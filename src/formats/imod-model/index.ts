export type { ImodContour, ImodModel, ImodObject, SlicerAngle } from './imod-model.js';
export { parseImodModel } from './parse-imod-model.js';
