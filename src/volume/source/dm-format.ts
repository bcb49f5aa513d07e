import { readDm4 } from '../../formats/dm4.js';
import { isNamedMrc } from '../mrc/header.js';
import { RowReader, type RowVolume, rowBands } from '../row-reader.js';
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
    const { shape, sampleType, littleEndian, pixelSize, dataOffset: offset } = await readDm4(file, path);
    const voxelSize = pixelSize === null ? null : alongAxes(pixelSize);
    const header = plainHeader({ format: 'dm', shape, sampleType, littleEndian, voxelSize });
    const fill = (staged: StagedFile, rowBytes: number) =>
      reverseRows({ header, location: path, samples: { reader: file, offset, rowBytes } }, staged);
    return { header, open: () => stageSamples(header, options, fill) };
  },
};

/** Copies the rows of every section into a staged file, the last one first. Fails like `RowReader.fetch`. */
async function reverseRows(volume: RowVolume, staged: StagedFile): Promise<void> {
  const { shape } = volume.header;
  const { rowBytes } = volume.samples;
  const reader = new RowReader(volume);
  for (const { z, y, rows } of rowBands(shape, { from: 0, to: shape[0] }, bandBytes / rowBytes)) {
    const stored = await reader.fetch({ z, y, rows });
    const reversed = new Uint8Array(stored.length);
    for (let row = 0; row < rows; row++) {
      reversed.set(stored.subarray(row * rowBytes, (row + 1) * rowBytes), (rows - 1 - row) * rowBytes);
    }
    staged.write(((z + 1) * shape[1] - y - rows) * rowBytes, reversed);
  }
}
