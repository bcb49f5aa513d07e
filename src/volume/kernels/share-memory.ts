const headerBytes = 8;
const memorySection = 5;
const hasMaximum = 1;
const isShared = 2;

/**
 * A WebAssembly module whose memory other threads can see, made from one that keeps it to itself: one bit of the memory
 * section (WebAssembly core specification with threads, limits). Fails when the module has no memory with a maximum.
 */
export function shareMemory(module: Uint8Array): Uint8Array<ArrayBuffer> {
  const shared = Uint8Array.from(module);
  let position = headerBytes;
  const readNumber = () => {
    let [value, shift, byte] = [0, 0, 0x80];
    for (; (byte & 0x80) !== 0; shift += 7) {
      byte = shared[position++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
    }
    return value;
  };
  while (position < shared.length) {
    const section = shared[position++];
    const end = readNumber() + position;
    if (section === memorySection) {
      readNumber();
      const flags = shared[position] ?? 0;
      if ((flags & hasMaximum) === 0) throw new Error('a memory without a maximum cannot be shared');
      shared[position] = flags | isShared;
      return shared;
    }
    position = end;
  }
  throw new Error('the module has no memory of its own');
}
