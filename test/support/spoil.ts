/** An edit that changes one 32-bit integer of a little-endian MRC header: mode is at 12, nx at 0. */
export function setHeaderWord(offset: number, value: number): (bytes: Buffer) => Buffer {
  return (bytes) => {
    const changed = Buffer.from(bytes);
    changed.writeInt32LE(value, offset);
    return changed;
  };
}

/** An edit that keeps only the first part of a file. */
export function truncate(keep: number): (bytes: Buffer) => Buffer {
  return (bytes) => bytes.subarray(0, Math.floor(bytes.length * keep));
}

/** An edit that replaces text in a file; it fails when there is nothing to replace. */
export function replaceText(search: string | RegExp, by: string): (bytes: Buffer) => string {
  return (bytes) => {
    const before = bytes.toString('utf8');
    const after = before.replace(search, () => by);
    if (after === before) throw new Error(`nothing to replace: ${search}`);
    return after;
  };
}
