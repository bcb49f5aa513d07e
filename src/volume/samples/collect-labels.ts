/** The distinct labels of an instance mask, gathered part by part. */
export interface LabelCollector {
  /** Takes labels; padding of 0 does no harm. */
  add(labels: Uint16Array): void;
  /** Labels seen, ascending, 0 left out. */
  labels(): Uint16Array;
}

/** A collector that has seen no labels. */
export function collectLabels(): LabelCollector {
  const seen = new Uint8Array(65_536);
  return {
    add(labels) {
      for (let index = 0; index < labels.length; index += 1) seen[labels[index]!] = 1;
    },
    labels() {
      const found: number[] = [];
      for (let label = 1; label < seen.length; label += 1) if (seen[label] === 1) found.push(label);
      return Uint16Array.from(found);
    },
  };
}
