import type { SampleFormat } from '../kernels/index.js';
import type { VolumeHeader } from '../volume.js';

/** The header of a volume that has nothing to carry over into an MRC. */
export function plainHeader(
  facts: Pick<VolumeHeader, 'format' | 'shape' | 'voxelSize'> &
    Pick<SampleFormat, 'sampleType' | 'littleEndian'> & { readonly warnings?: readonly string[] },
): VolumeHeader {
  return { warnings: [], ...facts, unsignedBytes: false, extended: null, extra: null };
}

/** Whether the word `MAP` stands where MRC headers have it: whatever the first bytes look like, they are extents then. */
export function isNamedMrc(head: Uint8Array): boolean {
  return head[208] === 0x4d && head[209] === 0x41 && head[210] === 0x50;
}
