import type { VolumePreview } from '../../volume/engine/index.js';

/** Bytes that are kept; of more, what was kept first is let go, and read again where it is needed. */
const mostBytes = 24 * 1024 * 1024;

/** Previews of the tomograms that were converted last, by the path of their MRC. */
export interface VolumePreviews {
  keep(path: string, preview: VolumePreview): void;
  /** What is known of a tomogram; null where it was not converted, or is forgotten. */
  of(path: string): VolumePreview | null;
}

/** Previews of nothing yet. */
export function createVolumePreviews(most = mostBytes): VolumePreviews {
  const kept = new Map<string, VolumePreview>();
  return {
    keep(path, preview) {
      kept.delete(path);
      kept.set(path, preview);
      let bytes = [...kept.values()].reduce((sum, one) => sum + bytesOf(one), 0);
      for (const [oldest, one] of kept) {
        if (bytes <= most) break;
        kept.delete(oldest);
        bytes -= bytesOf(one);
      }
    },
    of: (path) => kept.get(path) ?? null,
  };
}

function bytesOf({ slab, coarsest }: VolumePreview): number {
  return (slab?.sums.byteLength ?? 0) + (coarsest?.values.byteLength ?? 0);
}
