/** A page of a TIFF that a test builds, without pixels. */
export interface TestPage {
  /** Tag number → value; numbers are LONG, numbers in a list SHORT, text UNDEFINED bytes. */
  readonly tags: Readonly<Record<number, number | readonly number[] | string>>;
}

export interface TiffOptions {
  readonly littleEndian?: boolean;
  readonly big?: boolean;
}

/** Tags of a page of 8-bit grey values. */
export function greyPage(width: number, length: number, more: TestPage['tags'] = {}): TestPage {
  return { tags: { 256: width, 257: length, 258: [8], 259: [1], 277: [1], ...more } };
}

/** Bytes of a TIFF or BigTIFF with these pages. */
export function writeTiff(
  pages: readonly TestPage[],
  { littleEndian = true, big = false }: TiffOptions = {},
): Uint8Array {
  const word = (value: number) => integer(value, big ? 8 : 4, littleEndian);
  const short = (value: number) => integer(value, 2, littleEndian);
  const order = Buffer.from(littleEndian ? 'II' : 'MM');
  const header = big ? [order, short(43), short(8), short(0)] : [order, short(42)];
  const chunks: Buffer[] = [...header, word(big ? 16 : 8)];
  let position = big ? 16 : 8;
  pages.forEach((page, index) => {
    const entries = Object.entries(page.tags);
    const inline = big ? 8 : 4;
    const directoryBytes = (big ? 8 : 2) + entries.length * (big ? 20 : 12) + inline;
    const outside: Buffer[] = [];
    let end = position + directoryBytes;
    const encoded = entries.map(([tag, value]) => {
      const { type, count, bytes } = encode(value, littleEndian);
      let field = Buffer.concat([bytes, Buffer.alloc(Math.max(0, inline - bytes.length))]);
      if (bytes.length > inline) {
        field = Buffer.from(word(end));
        outside.push(bytes);
        end += bytes.length;
      }
      return Buffer.concat([short(Number(tag)), short(type), word(count), field]);
    });
    const next = index === pages.length - 1 ? 0 : end;
    const count = integer(entries.length, big ? 8 : 2, littleEndian);
    chunks.push(count, ...encoded, word(next), ...outside);
    position = end;
  });
  return Buffer.concat(chunks);
}

function encode(
  value: number | readonly number[] | string,
  littleEndian: boolean,
): { type: number; count: number; bytes: Buffer } {
  if (typeof value === 'number') return { type: 4, count: 1, bytes: integer(value, 4, littleEndian) };
  if (typeof value === 'string') return { type: 7, count: value.length, bytes: Buffer.from(value, 'latin1') };
  const bytes = Buffer.concat(value.map((number) => integer(number, 2, littleEndian)));
  return { type: 3, count: value.length, bytes };
}

function integer(value: number, bytes: 2 | 4 | 8, littleEndian: boolean): Buffer {
  const buffer = Buffer.alloc(bytes);
  if (bytes === 8) {
    if (littleEndian) buffer.writeBigUInt64LE(BigInt(value));
    else buffer.writeBigUInt64BE(BigInt(value));
  } else if (littleEndian) buffer.writeUIntLE(value, 0, bytes);
  else buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}
