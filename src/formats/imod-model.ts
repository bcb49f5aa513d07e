import { type FormatError, fileError } from '../base/errors.js';

/** The contents of an IMOD model that annotations are made from. */
export type ImodModel = ReturnType<typeof parseImodModel>;

const nameBytes = 128;
const objectNameBytes = 64;
const modelHeaderBytes = 232;
const objectBytes = 176;
const slicerAngleBytes = 60;
const materialBytes = 16;
/** Flag of a model whose y and z are exchanged (`IMODF_FLIPYZ` of `imodel.h`). */
const flipped = 1 << 16;
/** Some writers state this size for SLAN and IMAT chunks, whose real sizes are 60 and 16. */
const misstatedBytes = 48;

const knownIds = new Set(
  (
    'OBJT CONT MESH IEOF MINX SLAN SIZE IMAT MOST OBST COST MEST VIEW LABL OLBL CLIP MCLP MEPA SKLI OGRP ' +
    'IMNX XPNT IMOD UNIT'
  ).split(' '),
);

/** An object whose contours are being read. */
type OpenObject = ReturnType<typeof readObject>;

/**
 * Reads a binary IMOD model, version 1.2 (layout: IMOD's "binary model file format"). Points and angles are returned
 * as stored; meshes are skipped. Fails with a FormatError that names the byte offset if the file is of another
 * format, is truncated, or states sizes that exceed it.
 */
export function parseImodModel(bytes: Uint8Array, path: string) {
  const cursor = new Cursor(bytes, path);
  checkMagic(cursor);
  cursor.skip(nameBytes + 12, 'the model header');
  const statedObjects = cursor.int32();
  const flags = cursor.int32();
  cursor.skip(modelHeaderBytes - nameBytes - 20, 'the model header');
  /** Å of a voxel of the image that it was saved on; null if it has none. */
  let voxelSize: number | null = null;
  const objects: OpenObject[] = [];
  /** Views of the slicer window: `centre` in pixels and `angles` in degrees, each x, y, z. */
  const slicerAngles: ReturnType<typeof readSlicerAngle>[] = [];
  for (let id = readId(cursor); id !== 'IEOF'; id = readId(cursor)) {
    if (id === 'OBJT') objects.push(readObject(cursor));
    else if (id === 'CONT') parentOf(objects, id, cursor).contours.push(readContour(cursor));
    else if (id === 'MESH') skipMesh(objects, cursor);
    else if (id === 'SLAN') slicerAngles.push(readSlicerAngle(cursor));
    else {
      // The current scale of the image, after the size of the chunk and nine numbers.
      if (id === 'MINX') voxelSize = cursor.peekFloat32(cursor.offset + 40);
      skipSized(id, objects, cursor);
    }
  }
  /** Counts in the headers that differ from the numbers of chunks, and axes that are exchanged. */
  const warnings = countWarnings(statedObjects, objects);
  if ((flags & flipped) !== 0)
    warnings.push('the model was drawn on a flipped volume: its y and z are exchanged');
  return { objects, slicerAngles, voxelSize, warnings };
}

function checkMagic(cursor: Cursor): void {
  const id = cursor.peekId(0) ?? '';
  if (id === 'imod') {
    throw cursor.fail('an ASCII model is not supported', 0, 'a binary IMOD model', 'an ASCII one');
  }
  const version = cursor.peekId(4) ?? '';
  if (id !== 'IMOD' || version !== 'V1.2') {
    throw cursor.fail('not an IMOD model', 0, 'IMODV1.2', JSON.stringify(`${id}${version}`));
  }
  cursor.skip(8, 'the file id');
}

function readId(cursor: Cursor): string {
  const at = cursor.skip(4, 'a chunk, IEOF being the last,');
  const [id = ''] = cursor.peekId(at)?.split('\0') ?? [];
  if (!/^[A-Z0-9]{4}$/.test(id)) {
    throw cursor.fail('no chunk begins here', at, 'the four letters of a chunk', JSON.stringify(id));
  }
  return id;
}

function readObject(cursor: Cursor) {
  cursor.skip(objectNameBytes + 64, 'an object');
  const statedContours = cursor.int32();
  cursor.skip(objectBytes - objectNameBytes - 68, 'an object');
  const contours: ReturnType<typeof readContour>[] = [];
  return { statedContours, contours };
}

/** Reads `points`: x, y, z of each in turn, as stored, in pixels. */
function readContour(cursor: Cursor) {
  const at = cursor.offset;
  const count = cursor.int32();
  cursor.skip(12, 'a contour');
  checkCount(count, 12, 'points of a contour', at, cursor);
  const points = cursor.float32s(3 * count, 'points of a contour');
  const odd = points.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0) {
    const message = 'a coordinate is not a number';
    throw cursor.fail(message, at + 16 + 4 * odd, 'a finite number', String(points[odd]));
  }
  return { points };
}

function skipMesh(objects: readonly OpenObject[], cursor: Cursor): void {
  parentOf(objects, 'MESH', cursor);
  const at = cursor.offset;
  const vertices = cursor.int32();
  const indices = cursor.int32();
  cursor.skip(8, 'a mesh');
  checkCount(vertices, 12, 'vertices of a mesh', at, cursor);
  checkCount(indices, 4, 'indices of a mesh', at + 4, cursor);
  cursor.skip(12 * vertices, 'the vertices of a mesh');
  cursor.skip(4 * indices, 'the indices of a mesh');
}

function checkCount(count: number, bytesEach: number, what: string, at: number, cursor: Cursor): void {
  const most = Math.floor(cursor.left / bytesEach);
  if (count < 0 || count > most) {
    const expected = `0 to ${most}, which is what the file has room for`;
    throw cursor.fail(`too many ${what}`, at, expected, `${count}`);
  }
}

function readSlicerAngle(cursor: Cursor) {
  const at = cursor.offset;
  const size = chunkBytes('SLAN', cursor);
  if (size < slicerAngleBytes) {
    throw cursor.fail('the SLAN chunk is too small', at, `${slicerAngleBytes} bytes`, `${size}`);
  }
  const time = cursor.int32();
  const values = cursor.float32s(6, 'slicer angles');
  const vector = (from: number) => [values[from]!, values[from + 1]!, values[from + 2]!] as const;
  if (!values.every(Number.isFinite)) {
    throw cursor.fail('a slicer angle is not a number', at + 8, 'finite numbers', 'others');
  }
  cursor.skip(32, 'the label of slicer angles');
  cursor.skip(size - slicerAngleBytes, 'slicer angles');
  return { time, angles: vector(0), centre: vector(3) };
}

function skipSized(id: string, objects: readonly OpenObject[], cursor: Cursor): void {
  const at = cursor.offset;
  if (id === 'SIZE') parentOf(objects, id, cursor);
  const size = chunkBytes(id, cursor);
  if (size > cursor.left) throw cursor.cut(at, `a chunk ${id} of ${size} bytes`);
  cursor.skip(size, `a chunk ${id}`);
}

/** Returns the stated size of a chunk, or the real one if a known writer misstates it. */
function chunkBytes(id: string, cursor: Cursor): number {
  const stated = cursor.uint32();
  const real = id === 'SLAN' ? slicerAngleBytes : id === 'IMAT' ? materialBytes : stated;
  if (stated !== misstatedBytes || real === stated) return stated;
  const next = cursor.peekId(cursor.offset + real);
  return next !== null && knownIds.has(next) ? real : stated;
}

function parentOf(objects: readonly OpenObject[], id: string, cursor: Cursor): OpenObject {
  const object = objects.at(-1);
  if (object === undefined) {
    throw cursor.fail(`a chunk ${id} belongs to no object`, cursor.offset - 4, 'OBJT before it', id);
  }
  return object;
}

function countWarnings(statedObjects: number, objects: readonly OpenObject[]): string[] {
  const count = `the header states ${statedObjects} objects, the model has ${objects.length}`;
  return [
    ...(statedObjects === objects.length ? [] : [count]),
    ...objects.flatMap(({ statedContours: stated, contours: { length } }, index) =>
      stated === length ? [] : [`object ${index + 1} states ${stated} contours and has ${length}`],
    ),
  ];
}

/** Reads big-endian values; fails with a FormatError that names the offset if the file ends too early. */
class Cursor {
  offset = 0;
  readonly #view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly path: string,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.offset;
  }

  int32(): number {
    return this.#view.getInt32(this.skip(4, 'a number'));
  }

  uint32(): number {
    return this.#view.getUint32(this.skip(4, 'a number'));
  }

  /** Reads `count` numbers of 4 bytes; the count is checked before anything is allocated. */
  float32s(count: number, what: string): Float32Array {
    const start = this.skip(4 * count, what);
    const values = new Float32Array(count);
    for (let index = 0; index < count; index++) values[index] = this.#view.getFloat32(start + 4 * index);
    return values;
  }

  /** Returns the four characters at an offset; null if the file ends before them. */
  peekId(offset: number): string | null {
    const bytes = this.bytes.subarray(offset, offset + 4);
    return bytes.length < 4 ? null : String.fromCharCode(...bytes);
  }

  cut(offset: number, expected: string): FormatError {
    return this.fail('the model ends too early', offset, expected, `${this.left} bytes`);
  }

  /** Returns the float at an offset; null if the file ends before it, or it is not above 0. */
  peekFloat32(offset: number): number | null {
    const value = offset + 4 <= this.bytes.length ? this.#view.getFloat32(offset) : 0;
    return value > 0 && Number.isFinite(value) ? value : null;
  }

  fail(message: string, offset: number, expected: string, found: string): FormatError {
    return fileError(message, { path: this.path, offset }, expected, found);
  }

  /** Moves on by some bytes; returns the offset before. */
  skip(length: number, what: string): number {
    if (length > this.left) throw this.cut(this.offset, `${what} (${length} bytes)`);
    const start = this.offset;
    this.offset += length;
    return start;
  }
}
