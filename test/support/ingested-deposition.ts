import { keepDirectory, temporaryDirectory } from './temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from './tiny-deposition.js';

/** A tiny deposition that is made and ingested once for many tests. */
export interface IngestedDeposition {
  /** Deposition and output as the ingest left them, whatever an earlier test did to them. */
  restored(): Promise<TinyDeposition>;
  /** Forgets it; for `test.after`. */
  remove(): void;
}

/** The first test that asks for it has it made, and ingested by `ingest`. */
export function ingestedDeposition(ingest: (tiny: TinyDeposition) => Promise<void>): IngestedDeposition {
  const { directory, remove } = temporaryDirectory();
  let kept: { tiny: TinyDeposition; restore: () => void; remove: () => void } | null = null;
  return {
    async restored() {
      if (kept === null) {
        const tiny = await makeTinyDeposition(directory);
        await ingest(tiny);
        kept = { tiny, ...keepDirectory(directory) };
      } else {
        kept.restore();
      }
      return kept.tiny;
    },
    remove() {
      kept?.remove();
      remove();
    },
  };
}
