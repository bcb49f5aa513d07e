// Codes that the host passes for the types of source samples; they are those of src/volume/kernels/wasm-exports.ts.
export const INT8: i32 = 0;
export const UINT8: i32 = 1;
/** A byte u that becomes u − 128. */
export const SHIFTED_UINT8: i32 = 2;
export const INT16: i32 = 3;
export const UINT16: i32 = 4;
export const FLOAT16: i32 = 5;
export const FLOAT32: i32 = 6;
export const PACKED4: i32 = 7;
export const INT32: i32 = 8;
export const UINT32: i32 = 9;
export const FLOAT64: i32 = 10;
