/** Builds an EM file in the layout of `tom_emwrite.m` of the TOM toolbox. */
export function emFile(
  machine: number,
  type: number,
  values: readonly number[],
  shape: readonly [number, number, number] = [2, 3, 4],
): Uint8Array {
  const bytes = { 1: 1, 2: 2, 4: 4, 5: 4, 9: 8 }[type] ?? 8;
  const view = new DataView(new ArrayBuffer(512 + bytes * values.length));
  const little = machine === 6;
  view.setUint8(0, machine);
  view.setUint8(3, type);
  for (const [axis, extent] of [...shape].reverse().entries()) view.setInt32(4 + 4 * axis, extent, little);
  view.setInt32(120, 13_480, little);
  for (const [index, value] of values.entries()) {
    const at = 512 + bytes * index;
    if (type === 1) view.setInt8(at, value);
    else if (type === 2) view.setInt16(at, value, little);
    else if (type === 4) view.setInt32(at, value, little);
    else if (type === 5) view.setFloat32(at, value, little);
    else if (type === 9) view.setFloat64(at, value, little);
  }
  return new Uint8Array(view.buffer);
}
