import { createEncoderModule, type EncoderModule } from 'draco3d';
import type { Mesh } from './mesh.js';

/** 16 bits a coordinate. */
export const quantizationLevels = 65_535;

/** Draco's compression level 7. */
const speed = 3;

let encoderModule: Promise<EncoderModule> | null = null;

/**
 * A fragment as Draco holds it: positions in whole steps of a chunk, 0…65535, encoded without further loss. A
 * fragment of which nothing is left is empty.
 */
export async function encodeFragment({ positions, triangles }: Mesh): Promise<Uint8Array> {
  if (triangles.length === 0) return new Uint8Array();
  encoderModule ??= createEncoderModule({});
  const draco = await encoderModule;
  const builder = new draco.MeshBuilder();
  const mesh = new draco.Mesh();
  const encoder = new draco.Encoder();
  const output = new draco.DracoInt8Array();
  try {
    builder.AddFacesToMesh(mesh, triangles.length / 3, triangles);
    const values = Uint32Array.from(positions);
    builder.AddUInt32Attribute(mesh, draco.POSITION, positions.length / 3, 3, values);
    encoder.SetSpeedOptions(speed, speed);
    encoder.SetEncodingMethod(draco.MESH_EDGEBREAKER_ENCODING);
    const length = encoder.EncodeMeshToDracoBuffer(mesh, output);
    return Uint8Array.from({ length }, (_, index) => output.GetValue(index));
  } finally {
    for (const object of [output, encoder, mesh, builder]) draco.destroy(object);
  }
}
