import type { StagedDirectory } from '../../../storage/index.js';
import type { IngestContext } from '../../context.js';

/** A directory of the output that appears once `write` is done; nothing is left of it when that fails. */
export async function stageFiles<Result>(
  path: string,
  { output }: IngestContext,
  write: (directory: StagedDirectory) => Promise<Result>,
): Promise<Result> {
  const directory = await output.stageDirectory(path);
  try {
    const result = await write(directory);
    await directory.commit();
    return result;
  } catch (error) {
    await directory.abort();
    throw error;
  }
}
