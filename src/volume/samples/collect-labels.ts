/** The distinct labels of an instance mask, gathered part by part. */
export interface LabelCollector {
  /** Takes uint16 labels; padding of 0 does no harm. */
  add(bytes: Uint8Array): void;
  /** Labels seen, ascending, 0 left out. */
  labels(): Uint16Array;
}

/** A collector that has seen no labels. */
export function collectLabels(): LabelCollector {
  const seen = new Uint8Array(65_536);
  return {
    add(bytes) {
      const labels = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
      for (let index = 0; index < labels.length; index += 1) seen[labels[index]!] = 1;
    },
    labels() {
      const found: number[] = [];
      for (let label = 1; label < seen.length; label += 1) if (seen[label] === 1) found.push(label);
      return Uint16Array.from(found);
    },
  };
}
