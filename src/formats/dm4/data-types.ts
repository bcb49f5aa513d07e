/** Bytes of one value of a simple tag type, by its number in the file. */
export const tagTypeBytes: ReadonlyMap<number, number> = new Map([
  [2, 2],
  [3, 4],
  [4, 2],
  [5, 4],
  [6, 4],
  [7, 8],
  [8, 1],
  [9, 1],
  [10, 1],
  [11, 8],
  [12, 8],
]);

/** How the samples of an image are stored. */
export type Dm4SampleType =
  | 'int16'
  | 'float32'
  | 'uint8'
  | 'int32'
  | 'int8'
  | 'uint16'
  | 'uint32'
  | 'float64';

/** Grey-value image types by their DataType, with the tag types that their array may have. */
export const imageTypes: ReadonlyMap<
  number,
  { readonly sampleType: Dm4SampleType; readonly tagTypes: readonly number[] }
> = new Map([
  [1, { sampleType: 'int16', tagTypes: [2] }],
  [2, { sampleType: 'float32', tagTypes: [6] }],
  [6, { sampleType: 'uint8', tagTypes: [8, 10] }],
  [7, { sampleType: 'int32', tagTypes: [3] }],
  [9, { sampleType: 'int8', tagTypes: [9] }],
  [10, { sampleType: 'uint16', tagTypes: [4] }],
  [11, { sampleType: 'uint32', tagTypes: [5] }],
  [12, { sampleType: 'float64', tagTypes: [7] }],
]);

/** Other image types by their DataType, as Gatan's documentation of DigitalMicrograph names them. */
export const otherTypes: ReadonlyMap<number, string> = new Map([
  [3, 'complex of 8 bytes'],
  [5, 'packed complex'],
  [8, 'RGB'],
  [13, 'complex of 16 bytes'],
  [14, 'binary'],
  [23, 'RGB of 4 bytes'],
  [27, 'packed complex of 8 bytes'],
  [28, 'packed complex of 16 bytes'],
]);

/** DataType of the colour pictures that stand first in most files. */
export const thumbnailType = 23;
