import { Cursor } from './cursor.js';
import type { ImodContour, ImodModel, ImodObject, SlicerAngle } from './imod-model.js';

const nameBytes = 128;
const objectNameBytes = 64;
const modelHeaderBytes = 232;
const objectBytes = 176;
const slicerAngleBytes = 60;
const materialBytes = 16;
/** Some writers give this as the size of SLAN and IMAT chunks, whose real sizes are 60 and 16. */
const misstatedBytes = 48;

const knownIds = new Set(
  (
    'OBJT CONT MESH IEOF MINX SLAN SIZE IMAT MOST OBST COST MEST VIEW LABL OLBL CLIP MCLP MEPA SKLI OGRP ' +
    'IMNX XPNT IMOD UNIT'
  ).split(' '),
);

interface Building {
  readonly name: string;
  readonly statedContours: number;
  readonly contours: ImodContour[];
}

/**
 * Reads a binary IMOD model (V1.2). Points and angles come out as stored; meshes are passed over.
 * Fails with a FormatError that names the byte offset when the file is of another kind, is cut short, or has
 * sizes that do not fit into it.
 */
export function parseImodModel(bytes: Uint8Array, path: string): ImodModel {
  const cursor = new Cursor(bytes, path);
  checkMagic(cursor);
  const name = cursor.text(nameBytes, 'the model header');
  cursor.skip(12, 'the model header');
  const statedObjects = cursor.int32();
  cursor.skip(modelHeaderBytes - nameBytes - 16, 'the model header');
  const objects: Building[] = [];
  const slicerAngles: SlicerAngle[] = [];
  for (let id = readId(cursor); id !== 'IEOF'; id = readId(cursor)) {
    if (id === 'OBJT') objects.push(readObject(cursor));
    else if (id === 'CONT') parentOf(objects, id, cursor).contours.push(readContour(cursor));
    else if (id === 'MESH') skipMesh(objects, cursor);
    else if (id === 'SLAN') slicerAngles.push(readSlicerAngle(cursor));
    else skipSized(id, objects, cursor);
  }
  return { name, objects: objects.map(toObject), slicerAngles, warnings: doubts(statedObjects, objects) };
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
  const at = cursor.offset;
  const id = cursor.text(4, 'a chunk, IEOF being the last,');
  if (!/^[A-Z0-9]{4}$/.test(id)) {
    throw cursor.fail('no chunk begins here', at, 'the four letters of a chunk', JSON.stringify(id));
  }
  return id;
}

function readObject(cursor: Cursor): Building {
  const name = cursor.text(objectNameBytes, 'an object');
  cursor.skip(64, 'an object');
  const statedContours = cursor.int32();
  cursor.skip(objectBytes - objectNameBytes - 68, 'an object');
  return { name, statedContours, contours: [] };
}

function readContour(cursor: Cursor): ImodContour {
  const at = cursor.offset;
  const count = cursor.int32();
  cursor.skip(12, 'a contour');
  checkCount(count, 12, 'points of a contour', at, cursor);
  const points = cursor.float32s(3 * count, 'points of a contour');
  const odd = points.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0) {
    throw cursor.fail(
      'a coordinate is not a number',
      at + 16 + 4 * odd,
      'a finite number',
      String(points[odd]),
    );
  }
  return { points };
}

function skipMesh(objects: readonly Building[], cursor: Cursor): void {
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
    throw cursor.fail(
      `too many ${what}`,
      at,
      `0 to ${most}, which is what the file has room for`,
      `${count}`,
    );
  }
}

function readSlicerAngle(cursor: Cursor): SlicerAngle {
  const at = cursor.offset;
  const size = chunkBytes('SLAN', cursor);
  if (size < slicerAngleBytes) {
    throw cursor.fail('the SLAN chunk is too small', at, `${slicerAngleBytes} bytes`, `${size}`);
  }
  const time = cursor.int32();
  const [x, y, z, centreX, centreY, centreZ] = cursor.float32s(6, 'slicer angles') as unknown as Six;
  if (![x, y, z, centreX, centreY, centreZ].every(Number.isFinite)) {
    throw cursor.fail('a slicer angle is not a number', at + 8, 'finite numbers', 'others');
  }
  const label = cursor.text(32, 'the label of slicer angles');
  cursor.skip(size - slicerAngleBytes, 'slicer angles');
  return { time, angles: [x, y, z], centre: [centreX, centreY, centreZ], label };
}

type Six = [number, number, number, number, number, number];

function skipSized(id: string, objects: readonly Building[], cursor: Cursor): void {
  const at = cursor.offset;
  if (id === 'SIZE') parentOf(objects, id, cursor);
  const size = chunkBytes(id, cursor);
  if (size > cursor.left) {
    throw cursor.fail(
      'the model ends too early',
      at,
      `a chunk ${id} of ${size} bytes`,
      `${cursor.left} bytes`,
    );
  }
  cursor.skip(size, `a chunk ${id}`);
}

/** The size of a chunk that states it; the real one where a known writer misstates it. */
function chunkBytes(id: string, cursor: Cursor): number {
  const stated = cursor.uint32();
  const real = id === 'SLAN' ? slicerAngleBytes : id === 'IMAT' ? materialBytes : stated;
  if (stated !== misstatedBytes || real === stated) return stated;
  const next = cursor.peekId(cursor.offset + real);
  return next !== null && knownIds.has(next) ? real : stated;
}

function parentOf(objects: readonly Building[], id: string, cursor: Cursor): Building {
  const object = objects.at(-1);
  if (object === undefined) {
    throw cursor.fail(`a chunk ${id} belongs to no object`, cursor.offset - 4, 'OBJT before it', id);
  }
  return object;
}

function toObject({ name, contours }: Building): ImodObject {
  return { name, contours };
}

function doubts(statedObjects: number, objects: readonly Building[]): string[] {
  const warnings: string[] = [];
  if (statedObjects !== objects.length) {
    warnings.push(`the header states ${statedObjects} objects, the model has ${objects.length}`);
  }
  objects.forEach(({ statedContours, contours }, index) => {
    if (statedContours === contours.length) return;
    warnings.push(`object ${index + 1} states ${statedContours} contours and has ${contours.length}`);
  });
  return warnings;
}
