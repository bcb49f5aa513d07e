import { isJsonObject, type JsonValue } from '../../../json/index.js';
import type { Storage } from '../../../storage/index.js';
import { readDocument } from '../../../tree/index.js';
import { openVolume } from '../../../volume/source/index.js';

const pieceBytes = 2 ** 22;

/** How many labels the attributes of an instance mask's OME-Zarr list. */
export async function countListedLabels(storage: Storage, zarr: string): Promise<number> {
  const { multiscales } = await readDocument(storage, `${zarr}/.zattrs`);
  const [first] = Array.isArray(multiscales) ? (multiscales as JsonValue[]) : [];
  const metadata = isJsonObject(first) ? first.metadata : null;
  const label = isJsonObject(metadata) ? metadata['image-label'] : null;
  const colors = isJsonObject(label) ? label.colors : null;
  return Array.isArray(colors) ? colors.length : 0;
}

/** How many different labels above 0 an instance mask's MRC (uint16, little endian) holds. */
export async function countVoxelLabels(storage: Storage, mrc: string): Promise<number> {
  const { header, samples, close } = await openVolume(storage, mrc);
  const labels = new Set<number>();
  try {
    const end = samples.offset + header.shape[0] * header.shape[1] * samples.rowBytes;
    for (let offset = samples.offset; offset < end; offset += pieceBytes) {
      const piece = await samples.reader.read(offset, Math.min(pieceBytes, end - offset));
      const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength);
      let last = 0;
      for (let at = 0; at + 1 < piece.length; at += 2) {
        const label = view.getUint16(at, true);
        if (label === last) continue;
        labels.add(label);
        last = label;
      }
    }
  } finally {
    await close();
  }
  labels.delete(0);
  return labels.size;
}
