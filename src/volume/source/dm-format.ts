import { FormatError } from '../../base/errors.js';
import { type Dm4Image, readDm4 } from '../../formats/dm4.js';
import type { RandomReader } from '../../storage/storage.js';
import { isNamedMrc } from '../mrc/header.js';
import { alongAxes } from '../volume.js';
import { plainHeader, type StagedFile, stageSamples, type VolumeFormat } from './volume-format.js';

const bandBytes = 4 * 1024 * 1024;

/** DigitalMicrograph 3 and 4, whose first row is the top one: rows are reversed for an MRC, as in gain references. */
export const dmFormat: VolumeFormat = {
  name: 'DigitalMicrograph',
  sniff(head) {
    if (head.length < 16 || isNamedMrc(head)) return false;
    const view = new DataView(head.buffer, head.byteOffset, head.length);
    const version = view.getUint32(0);
    if (version !== 3 && version !== 4) return false;
    // The version is followed by the length, of 4 or 8 bytes, and the byte order, 0 or 1.
    return version === 3 ? view.getUint32(8) <= 1 : view.getUint32(4) < 65_536 && view.getUint32(12) <= 1;
  },
  async read({ file, path }, options) {
    const image = await readDm4(file, path);
    const { shape, sampleType, littleEndian, pixelSize } = image;
    const voxelSize = pixelSize === null ? null : alongAxes(pixelSize);
    const header = plainHeader({ format: 'dm', shape, sampleType, littleEndian, voxelSize });
    const fill = (staged: StagedFile, rowBytes: number) => reverseRows(image, rowBytes, file, staged, path);
    return { header, open: () => stageSamples(header, options, fill) };
  },
};

async function reverseRows(
  { shape: [nz, ny], dataOffset }: Dm4Image,
  rowBytes: number,
  file: RandomReader,
  staged: StagedFile,
  path: string,
): Promise<void> {
  const most = Math.max(1, Math.floor(bandBytes / rowBytes));
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y += most) {
      const rows = Math.min(most, ny - y);
      const offset = dataOffset + (z * ny + y) * rowBytes;
      const band = await file.read(offset, rows * rowBytes);
      if (band.length < rows * rowBytes) {
        throw new FormatError('the file became shorter while it was read', { path, offset });
      }
      const reversed = new Uint8Array(band.length);
      for (let row = 0; row < rows; row++) {
        reversed.set(band.subarray(row * rowBytes, (row + 1) * rowBytes), (rows - 1 - row) * rowBytes);
      }
      staged.write((z * ny + ny - y - rows) * rowBytes, reversed);
    }
  }
}
