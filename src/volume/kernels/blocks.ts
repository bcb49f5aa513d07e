/** A byte offset in the memory of one kernels instance. */
export type Offset = number;

/** Rows of samples in kernel memory: where the first row starts, and the bytes from one row's start to the next's. */
export interface Rows {
  readonly offset: Offset;
  readonly rowStride: number;
}

/** Planes of rows in kernel memory; strides are in bytes. */
export interface Planes extends Rows {
  readonly planeStride: number;
}

/** Size of a block in samples. */
export interface Extent {
  readonly rows: number;
  readonly columns: number;
}

/** Size of a block of planes in samples; only samples that exist are counted, padding is not. */
export interface Extent3 extends Extent {
  readonly planes: number;
}

/** Types that decoded samples have in kernel memory. */
export type VoxelType = 'float32' | 'int8' | 'uint16';
