/** What data are packed as: gzip (RFC 1952), or zlib (RFC 1950), which the Web calls `deflate`. */
export type DeflateFormat = 'gzip' | 'deflate';

/** Takes packed bytes on one side and gives unpacked ones on the other. */
export type Unpacker = Pick<DecompressionStream, 'readable' | 'writable'>;

/**
 * An unpacker: that of Node.js where there is one, for gzip may have several members (RFC 1952, 2.2), as bgzip writes it, and
 * the Web's streams, since Node 24 those of Node.js too, refuse all but the first.
 */
export function openUnpacker(format: DeflateFormat): Unpacker {
  const builtIn = globalThis.process?.getBuiltinModule;
  if (builtIn === undefined) return new DecompressionStream(format);
  const { createGunzip, createInflate } = builtIn('node:zlib');
  const { Duplex } = builtIn('node:stream');
  return Duplex.toWeb(format === 'gzip' ? createGunzip() : createInflate()) as Unpacker;
}
