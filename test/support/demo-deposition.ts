import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DepositionPlan, demoPlan, type RunPlan } from '../../demo/deposition-plan.js';
import { writeDeposition } from '../../demo/write-deposition.js';

/** A run of the demo as it is stored, with less in it: it is ingested in a tenth of the time. */
const small = (run: RunPlan, index: number): RunPlan => {
  const middle = Math.floor(run.tilts.length / 2);
  // The configuration says the step between two tilts.
  const tilts = run.tilts.slice(middle - 2, middle + 3);
  return { ...run, shape: [18 + index, 61 - index, 59 + 2 * index], tilts, vesicles: 3, ribosomes: 8 };
};

export const smallDemoPlan: DepositionPlan = { ...demoPlan, runs: demoPlan.runs.map(small) };

/** Makes the sources that `npm run demo` ingests, or those of another plan, below a directory. */
export async function makeDemoDeposition(
  directory: string,
  plan: DepositionPlan = demoPlan,
): Promise<{ config: string; input: string }> {
  const input = join(directory, 'source');
  await writeDeposition(plan, join(input, 'vesicles'));
  return { config: fileURLToPath(new URL('../../../dataset_config/demo.yaml', import.meta.url)), input };
}
