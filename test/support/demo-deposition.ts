import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { demoPlan } from '../../demo/deposition-plan.js';
import { writeDeposition } from '../../demo/write-deposition.js';

/** Makes the sources that `npm run demo` ingests, below a directory. */
export async function makeDemoDeposition(directory: string): Promise<{ config: string; input: string }> {
  const input = join(directory, 'source');
  await writeDeposition(demoPlan, join(input, 'vesicles'));
  return { config: fileURLToPath(new URL('../../../dataset_config/demo.yaml', import.meta.url)), input };
}
