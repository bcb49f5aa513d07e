import type { Arena } from './arena.js';
import type { Kernels, PictureAxis } from './kernels.js';
import type { KernelExports } from './wasm-exports.js';

/** Returns the kernels that draw pictures, and that filter the rows of a PNG. */
export function pictureKernels(wasm: KernelExports, arena: Arena) {
  /** Places an axis whose voxels lie in a row of `length`. Fails with a RangeError if they do not. */
  function place({ first, second, firstWeight, secondWeight }: PictureAxis, length: number) {
    for (const voxels of [first, second]) {
      if (voxels.some((voxel) => voxel < 0 || voxel >= length))
        throw new RangeError(`not in ${length} voxels`);
    }
    const parts = [firstWeight, secondWeight, first, second];
    const at = arena.allocate(parts.reduce((bytes, part) => bytes + part.byteLength, 0));
    let to = at;
    for (const { buffer, byteOffset, byteLength } of parts) {
      arena.bytes(to, byteLength).set(new Uint8Array(buffer, byteOffset, byteLength));
      to += byteLength;
    }
    return [at, first.length] as const;
  }

  return {
    interpolate({ width: stride, height: lines, data }, alongX, alongY, isTurned) {
      if (data.length !== stride * lines)
        throw new RangeError(`${data.length} voxels of ${stride} × ${lines}`);
      return arena.scoped(() => {
        const plane = arena.copyIn(data);
        const [x, y] = [place(alongX, stride), place(alongY, lines)];
        const values = arena.allocate(isTurned ? 8 * lines + 4 * y[1] : 16 * x[1]);
        const target = arena.allocate(x[1] * y[1]);
        if (isTurned) wasm.drawTurned(plane, stride, lines, ...x, ...y, values, target);
        else wasm.drawLying(plane, stride, ...x, ...y, values, target);
        return arena.bytes(target, x[1] * y[1]);
      });
    },
    colorGrey(pixels) {
      return arena.scoped(() => {
        const source = arena.copyIn(pixels);
        const target = arena.allocate(3 * pixels.length);
        wasm.colorGrey(source, pixels.length, target);
        return arena.bytes(target, 3 * pixels.length);
      });
    },
    blendMask(pixels, mask, color, opacity) {
      if (pixels.length !== 3 * mask.length)
        throw new RangeError(`${pixels.length} bytes under ${mask.length} of a mask`);
      return arena.scoped(() => {
        const target = arena.copyIn(pixels);
        const over = arena.copyIn(mask);
        wasm.blendMask(target, over, mask.length, ...color, opacity, arena.allocate(8 * 256));
        return arena.bytes(target, pixels.length);
      });
    },
    subtractRows(pixels, width, components) {
      const rows = pixels.length / (width * components);
      if (!Number.isInteger(rows)) throw new RangeError(`${pixels.length} bytes in rows of ${width} pixels`);
      return arena.scoped(() => {
        const source = arena.copyIn(pixels);
        const target = arena.allocate(rows * (1 + 3 * width));
        wasm.subtractRows(source, rows, width, components, target);
        return arena.bytes(target, rows * (1 + 3 * width));
      });
    },
  } satisfies Partial<Kernels>;
}
