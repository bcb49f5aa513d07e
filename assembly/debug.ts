export { compressLz4 } from './lz4-encode';
export { shuffle4 } from './shuffle';
export function heapBase(): usize { return __heap_base; }
