import type { EncoderModule } from 'draco3d';
import { mergeVertices, type QuantizedMesh } from './merge-vertices.js';

/** 16 bits a coordinate. */
export const quantizationLevels = 65_535;

/** Draco's compression level 7. */
const speed = 3;

let encoderModule: Promise<EncoderModule> | null = null;

/** A fragment as Draco holds it, without further loss; one of which nothing is left is empty. */
export async function encodeFragment(mesh: QuantizedMesh): Promise<Uint8Array> {
  const { steps, triangles } = mergeVertices(mesh);
  if (triangles.length === 0) return new Uint8Array();
  encoderModule ??= import('draco3d').then(({ createEncoderModule }) => createEncoderModule({}));
  const draco = await encoderModule;
  try {
    return encode(draco, steps, triangles);
  } catch (cause) {
    // What aborted once is not to be used again.
    encoderModule = null;
    throw cause;
  }
}

function encode(draco: EncoderModule, steps: Uint32Array, triangles: Uint32Array): Uint8Array {
  const builder = new draco.MeshBuilder();
  const mesh = new draco.Mesh();
  const output = new draco.DracoInt8Array();
  const made: object[] = [builder, mesh, output];
  try {
    builder.AddFacesToMesh(mesh, triangles.length / 3, triangles);
    builder.AddUInt32Attribute(mesh, draco.POSITION, steps.length / 3, 3, steps);
    const encoder = new draco.ExpertEncoder(mesh);
    made.push(encoder);
    encoder.SetSpeedOptions(speed, speed);
    encoder.SetEncodingMethod(draco.MESH_EDGEBREAKER_ENCODING);
    // Nothing is left to merge.
    const length = encoder.EncodeToDracoBuffer(false, output);
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at++) bytes[at] = output.GetValue(at);
    return bytes;
  } finally {
    for (const object of made.reverse()) draco.destroy(object);
  }
}
