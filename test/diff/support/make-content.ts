import { Document, WebIO } from '@gltf-transform/core';
import { encodePng, Image } from 'image-js';
import { createRandom } from '../../../demo/random.js';

/** A line of a point file. */
export interface MadePoint {
  readonly type: string;
  readonly location: { x: number; y: number; z: number };
  xyz_rotation_matrix?: number[][];
  instance_id?: number;
}

function points(type: string, count: number): MadePoint[] {
  const random = createRandom(count);
  const coordinate = () => Number(random.between(0, 100).toFixed(3));
  return Array.from({ length: count }, () => ({
    type,
    location: { x: coordinate(), y: coordinate(), z: coordinate() },
  }));
}

export const plainPoints = () => points('point', 20);

export const orientedPoints = () =>
  points('orientedPoint', 12).map((point, index) => ({
    ...point,
    xyz_rotation_matrix: rotationAboutZ(10 * index),
  }));

export const instancePoints = () =>
  points('instancePoint', 9).map((point, index) => ({ ...point, instance_id: index % 3 }));

/** Returns the matrix of a rotation about z, in degrees. */
export function rotationAboutZ(degrees: number): number[][] {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return [
    [cos, -sin, 0],
    [sin, cos, 0],
    [0, 0, 1],
  ];
}

export function ndjson(lines: readonly unknown[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** A cube with edges of 2: vertices and triangles. */
export const cube = {
  vertices: [0, 0, 0, 2, 0, 0, 0, 2, 0, 2, 2, 0, 0, 0, 2, 2, 0, 2, 0, 2, 2, 2, 2, 2],
  triangles: [
    0, 2, 1, 1, 2, 3, 4, 5, 6, 5, 7, 6, 0, 1, 4, 1, 5, 4, 2, 6, 3, 3, 6, 7, 0, 4, 2, 2, 4, 6, 1, 3, 5, 3, 7,
    5,
  ],
};

/** A binary glTF file of one mesh. */
export async function makeMesh({
  vertices,
  triangles,
}: {
  vertices: readonly number[];
  triangles: readonly number[];
}): Promise<Uint8Array> {
  const document = new Document();
  const buffer = document.createBuffer();
  const position = document
    .createAccessor()
    .setType('VEC3')
    .setArray(Float32Array.from(vertices))
    .setBuffer(buffer);
  const indices = document
    .createAccessor()
    .setType('SCALAR')
    .setArray(Uint32Array.from(triangles))
    .setBuffer(buffer);
  const primitive = document.createPrimitive().setAttribute('POSITION', position).setIndices(indices);
  const node = document.createNode().setMesh(document.createMesh().addPrimitive(primitive));
  document.createScene().addChild(node);
  return new WebIO().writeBinary(document);
}

/** A PNG of 8 × 6 grey pixels; the first has the given value. */
export function makePicture(first: number, width = 8): Uint8Array {
  const data = Uint8Array.from({ length: width * 6 }, (_, index) =>
    index === 0 ? first : (index * 5) % 256,
  );
  return encodePng(new Image(width, 6, { data, colorModel: 'GREY' }));
}
