import { FormatError } from '../../errors/index.js';
import type { ByteWindow } from '../byte-window/index.js';

/** What the first bytes of a TIFF say of all the others. */
export interface TiffKind {
  readonly littleEndian: boolean;
  /** BigTIFF: 64-bit offsets. */
  readonly isBig: boolean;
  /** Byte offset of the first directory. */
  readonly firstDirectory: number;
}

const versions = { classic: 42, big: 43 } as const;

/** Reads the header of a TIFF or BigTIFF; fails with a FormatError when the file is neither. */
export async function readTiffKind(window: ByteWindow): Promise<TiffKind> {
  const { path, size } = window;
  const found = size < 8 ? `a file of ${size} bytes` : 'other bytes';
  const notTiff = new FormatError('not a TIFF file', {
    path,
    offset: 0,
    expected: 'II or MM and a version',
    found,
  });
  if (size < 8) throw notTiff;
  const head = await window.at(0, 8, 'the TIFF header');
  const order = head.getUint16(0);
  const littleEndian = order === 0x4949;
  if (!littleEndian && order !== 0x4d4d) throw notTiff;
  const version = head.getUint16(2, littleEndian);
  if (version === versions.classic) {
    return { littleEndian, isBig: false, firstDirectory: head.getUint32(4, littleEndian) };
  }
  if (version !== versions.big) throw notTiff;
  const offsetBytes = head.getUint16(4, littleEndian);
  if (offsetBytes !== 8) {
    const facts = { path, offset: 4, expected: '8 bytes an offset', found: `${offsetBytes}` };
    throw new FormatError('a BigTIFF of an unknown kind', facts);
  }
  const first = (await window.at(8, 8, 'the offset of the first page')).getBigUint64(0, littleEndian);
  return { littleEndian, isBig: true, firstDirectory: Number(first) };
}
