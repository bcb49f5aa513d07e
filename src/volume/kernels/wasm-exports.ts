import type { SampleType } from '../volume.js';
import type { GrowableMemory } from './arena.js';
import { bitsPerSample, type SampleFormat, type VoxelType } from './blocks.js';

/** A compiled module of kernels; opaque; can be posted to a worker. */
export interface KernelModule {
  readonly kernelModule?: never;
}

/** A module whose instances have a memory that other threads can access. */
export interface SharedKernelModule extends KernelModule {
  readonly hasSharedMemory: never;
}

type RowsAt = readonly [offset: number, rowStride: number];
type PlanesAt = readonly [...RowsAt, planeStride: number];
type RowsToRows = readonly [...RowsAt, ...RowsAt, rows: number, columns: number];
type Block = readonly [...PlanesAt, planes: number, rows: number, columns: number];
type PlanesToPlanes = readonly [...PlanesAt, ...PlanesAt, planes: number, rows: number, columns: number];

/** Pixels along an axis of a picture. */
type Axis = readonly [axis: number, count: number];

/** Rows of samples of `typeSize` bytes. */
type SampleRows = readonly [...RowsAt, rows: number, rowBytes: number, typeSize: number];

/** The exports of assembly/index.ts: addresses and sizes are numbers, booleans are returned as 0 and 1. */
export interface KernelExports {
  readonly memory: GrowableMemory;
  heapBase(): number;
  resultOffset(): number;
  decodeRows(...parameters: [...RowsToRows, type: number, swap: boolean]): void;
  decodeRowsAndMeasure(...parameters: [...RowsToRows, type: number, swap: boolean]): void;
  decodeMaskRows(
    ...parameters: [...RowsToRows, type: number, swap: boolean, value: number, threshold: boolean]
  ): number;
  decodeLabelRows(...parameters: [...RowsToRows, type: number, swap: boolean]): number;
  measureRows(at: number, stride: number, rows: number, columns: number, type: number): void;
  binMean(...parameters: [...PlanesToPlanes, zeros: boolean]): void;
  binMeanInPlane(...parameters: [...PlanesToPlanes, zeros: boolean]): void;
  binAnySet(...parameters: PlanesToPlanes): void;
  binEverySecond(...parameters: PlanesToPlanes): void;
  accumulateRows(...parameters: RowsToRows): void;
  accumulateAnySetRows(
    ...parameters: [...RowsAt, type: number, ...RowsAt, rows: number, columns: number]
  ): void;
  isZeroRows(at: number, stride: number, rows: number, bytes: number): number;
  isSameRows(...parameters: RowsToRows): number;
  compareSamples(a: number, b: number, count: number, type: number, absolute: number, relative: number): void;
  surfaceOfLabel(
    ...parameters: [
      ...Block,
      label: number,
      table: number,
      edges: number,
      vertices: number,
      vertexRoom: number,
      triangles: number,
      triangleRoom: number,
    ]
  ): void;
  labelBounds(...parameters: [...Block, table: number, entries: number]): number;
  distinctLabels(...parameters: [...Block, table: number, list: number]): number;
  packLabels(
    ...parameters: [
      ...Block,
      blockRows: number,
      blockColumns: number,
      list: number,
      count: number,
      bits: number,
      table: number,
      target: number,
    ]
  ): void;
  spellRows(
    values: number,
    rows: number,
    columns: number,
    pieces: number,
    powers: number,
    target: number,
  ): number;
  readRows(
    text: number,
    length: number,
    columns: number,
    pieces: number,
    powers: number,
    values: number,
    most: number,
  ): void;
  drawLying(
    ...parameters: [plane: number, stride: number, ...Axis, ...Axis, values: number, target: number]
  ): void;
  drawTurned(
    ...parameters: [
      plane: number,
      stride: number,
      lines: number,
      ...Axis,
      ...Axis,
      values: number,
      target: number,
    ]
  ): void;
  colorGrey(pixels: number, count: number, target: number): void;
  blendMask(
    ...parameters: [
      pixels: number,
      mask: number,
      count: number,
      ...color: [red: number, green: number, blue: number],
      opacity: number,
      opacities: number,
    ]
  ): void;
  subtractRows(pixels: number, rows: number, width: number, components: number, target: number): void;
  encodeBlock(...parameters: [...SampleRows, scratch: number, target: number, split: boolean]): number;
  shuffleRows(...parameters: [...SampleRows, target: number]): void;
  crc64(at: number, bytes: number): bigint;
  crc64Rows(at: number, stride: number, rows: number, rowBytes: number, pitch: bigint): bigint;
  shiftCrc64(remainder: bigint, bytes: bigint): bigint;
  decodeFrame(
    frame: number,
    length: number,
    typeSize: number,
    contentBytes: number,
    keptBytes: number,
    blockBytes: number,
    shuffled: boolean,
    splittable: boolean,
    scratch: number,
    target: number,
  ): number;
}

const codes: Record<SampleType, number> = {
  int8: 0,
  uint8: 1,
  int16: 3,
  uint16: 4,
  float16: 5,
  float32: 6,
  packed4: 7,
  int32: 8,
  uint32: 9,
  float64: 10,
};

const shiftedUint8 = 2;

/** Returns the number of a type of samples in assembly/sample-types.ts. */
export function sampleCode({ sampleType, unsignedBytes }: SampleFormat): number {
  return unsignedBytes && sampleType === 'int8' ? shiftedUint8 : codes[sampleType];
}

/** Returns the number of a type of voxels in assembly/sample-types.ts. */
export function voxelCode(type: VoxelType): number {
  return codes[type];
}

/** Returns the bytes of a voxel. */
export function voxelBytes(type: VoxelType): number {
  return bitsPerSample[type] / 8;
}
