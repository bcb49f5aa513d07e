import { memoryStaging, type StagedFile } from './staging.js';
import type { OpenOptions, OpenSource } from './volume-format.js';

/** A header and the samples that `fill` writes into a staged file, rows without gaps. Fails as `fill` does. */
export async function stageSamples(
  header: OpenSource['header'],
  rowBytes: number,
  { staging = memoryStaging }: OpenOptions,
  fill: (file: StagedFile) => Promise<void>,
): Promise<OpenSource> {
  const [nz, ny] = header.shape;
  const total = nz * ny * rowBytes;
  const staged = await staging.create(total);
  try {
    await fill(staged);
    const reader = await staged.finish(total);
    return {
      header,
      samples: { reader, offset: 0, rowBytes },
      async close() {
        await reader.close();
        await staged.remove();
      },
    };
  } catch (error) {
    await staged.remove();
    throw error;
  }
}
