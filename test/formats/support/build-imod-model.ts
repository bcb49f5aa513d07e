/** The contents of a model file for a test. */
export interface ModelParts {
  readonly contours?: readonly (readonly number[])[];
  readonly slicerAngles?: readonly (readonly number[])[];
  /** The size that SLAN chunks state. */
  readonly slicerSize?: number;
  readonly extra?: Uint8Array;
  readonly end?: boolean;
}

/** Bytes of an IMOD model with one object. */
export function buildImodModel(parts: ModelParts): Uint8Array {
  const { contours = [], slicerAngles = [], slicerSize = 60, extra = new Uint8Array(), end = true } = parts;
  const header = new Uint8Array(232);
  new DataView(header.buffer).setInt32(140, 1);
  const object = new Uint8Array(176);
  new DataView(object.buffer).setInt32(128, contours.length);
  return joined([
    text('IMODV1.2'),
    header,
    text('OBJT'),
    object,
    ...contours.flatMap((points) => [text('CONT'), int32s([points.length / 3, 0, 0, 0]), float32s(points)]),
    extra,
    ...slicerAngles.flatMap((values) => [
      text('SLAN'),
      int32s([slicerSize, 1]),
      float32s(values),
      new Uint8Array(32),
    ]),
    ...(end ? [text('IEOF')] : []),
  ]);
}

/** A chunk that states its size. */
export function sizedChunk(id: string, size: number): Uint8Array {
  return joined([text(id), int32s([size]), new Uint8Array(size)]);
}

/** A mesh with a list of indices. */
export function meshChunk(indices: readonly number[]): Uint8Array {
  return joined([
    text('MESH'),
    int32s([2, indices.length, 0, 0]),
    float32s([0, 0, 0, 1, 1, 1]),
    int32s(indices),
  ]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function int32s(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  values.forEach((value, index) => {
    new DataView(bytes.buffer).setInt32(4 * index, value);
  });
  return bytes;
}

function float32s(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  values.forEach((value, index) => {
    new DataView(bytes.buffer).setFloat32(4 * index, value);
  });
  return bytes;
}
