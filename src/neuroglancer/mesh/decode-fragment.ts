import type { DecoderModule } from 'draco3d';
import { CryoetError, FormatError } from '../../errors/index.js';

/** A fragment as it is stored: whole steps within its cell, and three vertices a triangle. */
export interface DecodedFragment {
  readonly positions: Uint32Array;
  readonly triangles: Uint32Array;
}

/** More than any fragment of a chunk has; a count beyond it is damage. */
const mostElements = 50_000_000;

let decoderModule: Promise<DecoderModule> | null = null;

/** A fragment's vertices and triangles; an empty one has none. Fails with a FormatError when Draco refuses the bytes. */
export async function decodeFragment(bytes: Uint8Array): Promise<DecodedFragment> {
  if (bytes.length === 0) return { positions: new Uint32Array(), triangles: new Uint32Array() };
  decoderModule ??= import('draco3d').then(({ createDecoderModule }) => createDecoderModule({}));
  const draco = await decoderModule;
  try {
    return decode(draco, bytes);
  } catch (cause) {
    if (cause instanceof CryoetError) throw cause;
    // What aborted once is not to be used again.
    decoderModule = null;
    throw new FormatError('Draco fails on the fragment', {
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}

function decode(draco: DecoderModule, bytes: Uint8Array): DecodedFragment {
  const decoder = new draco.Decoder();
  const mesh = new draco.Mesh();
  try {
    const signed = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    const status = decoder.DecodeArrayToMesh(signed, bytes.length, mesh);
    if (!status.ok()) throw new FormatError('Draco refuses the fragment', { found: status.error_msg() });
    const [faces, points] = [mesh.num_faces(), mesh.num_points()];
    const id = decoder.GetAttributeId(mesh, draco.POSITION);
    if (faces > mostElements || points > mostElements || id < 0) {
      throw new FormatError('the fragment is not a mesh', {
        found: `${faces} triangles, ${points} vertices`,
      });
    }
    const attribute = decoder.GetAttribute(mesh, id);
    if (attribute.num_components() !== 3) {
      throw new FormatError('the fragment’s positions are not x, y, z', {
        found: `${attribute.num_components()} components`,
      });
    }
    const read = (length: number, fill: (byteLength: number, pointer: number) => boolean) => {
      const pointer = draco._malloc(length * 4);
      try {
        if (!fill(length * 4, pointer)) throw new FormatError('Draco returns no values for the fragment');
        return draco.HEAPU32.slice(pointer / 4, pointer / 4 + length);
      } finally {
        draco._free(pointer);
      }
    };
    return {
      positions: read(points * 3, (length, pointer) =>
        decoder.GetAttributeDataArrayForAllPoints(mesh, attribute, draco.DT_UINT32, length, pointer),
      ),
      triangles: read(faces * 3, (length, pointer) => decoder.GetTrianglesUInt32Array(mesh, length, pointer)),
    };
  } finally {
    draco.destroy(mesh);
    draco.destroy(decoder);
  }
}
