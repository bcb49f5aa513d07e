export { decodeRows, decodeRowsAndMeasure } from './decode-rows';
export { decodeMaskRows } from './decode-mask';
export { decodeLabelRows } from './decode-labels';
export { measureRows } from './measure-rows';
export { binMean, binMeanInPlane } from './bin-mean';
export { binAnySet, binEverySecond } from './bin-mask';
export { accumulateRows, accumulateAnySetRows } from './project';
export { blendMask, colorGrey, drawLying, drawTurned, subtractRows } from './draw';
export { isSameRows, isZeroRows } from './zero';
export { compareSamples } from './compare';
export { surfaceOfLabel } from './surface';
export { labelBounds } from './label-bounds';
export { distinctLabels, packLabels } from './pack-labels';
export { spellRows } from './spell-rows';
export { readRows } from './read-rows';
export { encodeBlock, shuffleRows } from './blosc-encode';
export { decodeFrame } from './blosc-decode';
export { crc64, crc64Rows, shiftCrc64 } from './crc64';
export { resultOffset } from './result';

/** First byte of memory that the module does not use itself. */
export function heapBase(): usize {
  return __heap_base;
}
