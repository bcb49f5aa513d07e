import type { SampleType, VolumeHeader } from '../volume.js';

/** The header of an MRC file, and the location of its samples. */
export interface MrcHeader extends VolumeHeader {
  readonly format: 'mrc';
  readonly fields: MrcFields;
  /** Byte offset of the first sample. */
  readonly dataOffset: number;
  /** Bytes from one row's start to the next. */
  readonly rowBytes: number;
  readonly dataBytes: number;
}

export function isMrcHeader(header: VolumeHeader): header is MrcHeader {
  return header.format === 'mrc' && 'fields' in header;
}

/** The header of a file that may be damaged; what its words do not give is null. */
export interface DescribedMrc extends Omit<MrcHeader, 'sampleType' | 'rowBytes' | 'dataBytes'> {
  readonly sampleType: SampleType | null;
  readonly rowBytes: number | null;
  readonly dataBytes: number | null;
}

/** Bytes of the fixed MRC header; the extended header follows it. */
export const mrcHeaderBytes = 1024;

/** The words of an MRC2014 header as stored, not interpreted. Lengths are in Å, angles in degrees. */
export type MrcFields = Readonly<ReturnType<typeof readMrcFields>>;

/** True if a file has the word `MAP` at byte 208: whatever its first bytes look like, they are an extent then. */
export function isNamedMrc(head: Uint8Array): boolean {
  return head[208] === 0x4d && head[209] === 0x41 && head[210] === 0x50;
}

/** Reads the words of the first 1024 bytes in a byte order. Fails with a RangeError if there are fewer. */
export function readMrcFields(bytes: Uint8Array, littleEndian: boolean) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, mrcHeaderBytes);
  const int = (offset: number): number => view.getInt32(offset, littleEndian);
  const float = (offset: number): number => view.getFloat32(offset, littleEndian);
  const triple = (offset: number): readonly [x: number, y: number, z: number] => [
    float(offset),
    float(offset + 4),
    float(offset + 8),
  ];
  const text = (offset: number, length: number): string =>
    String.fromCharCode(...bytes.subarray(offset, offset + length));
  const trimmed = (offset: number, length: number) => text(offset, length).replace(/[\0 ]+$/, '');
  return {
    nx: int(0),
    ny: int(4),
    nz: int(8),
    mode: int(12),
    nxstart: int(16),
    nystart: int(20),
    nzstart: int(24),
    mx: int(28),
    my: int(32),
    mz: int(36),
    cella: triple(40),
    /** Alpha, beta and gamma. */
    cellb: triple(52),
    mapc: int(64),
    mapr: int(68),
    maps: int(72),
    dmin: float(76),
    dmax: float(80),
    dmean: float(84),
    ispg: int(88),
    /** Bytes of the extended header. */
    nsymbt: int(92),
    /** Four characters, without blanks and NULs at the end. */
    exttyp: trimmed(104, 4),
    nversion: int(108),
    origin: triple(196),
    /** The four characters at byte 208, `MAP ` in a valid file. */
    map: text(208, 4),
    machineStamp: [view.getUint8(212), view.getUint8(213), view.getUint8(214), view.getUint8(215)] as const,
    rms: float(216),
    nlabl: int(220),
    /** Ten labels, without blanks and NULs at the end. */
    labels: Array.from({ length: 10 }, (_, index) => trimmed(224 + 80 * index, 80)),
  };
}
