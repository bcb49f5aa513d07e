import type { DepositionPlan } from '../deposition-plan.js';
import { encodeCsv } from '../files/csv.js';
import type { SourceFiles } from '../source-files.js';
import { exposureTime } from './write-frames.js';

/** Electrons per Å² and second, as the configurations say. */
const doseRate = 2.5;

/** What is known of each run, and what was recognised in it. */
export async function writeTables({ runs }: DepositionPlan, files: SourceFiles): Promise<void> {
  const rows = runs.map(({ name, tiltAxis, tilts }, i) =>
    [
      name,
      tiltAxis.toFixed(1),
      String(5 - (i % 3)),
      Math.min(...tilts).toFixed(1),
      Math.max(...tilts).toFixed(1),
      (tilts.length * exposureTime * doseRate).toFixed(1),
    ].join('\t'),
  );
  await files.write(
    'run_data.tsv',
    `${['run_name\ttilt_axis\tquality\ttilt_min\ttilt_max\ttotal_flux', ...rows].join('\n')}\n`,
  );
  await files.write(
    'objects/identified_objects.csv',
    encodeCsv([
      ['run_name', 'object_name', 'object_id', 'object_description', 'object_state'],
      ...runs.flatMap(({ name }) => [
        [name, 'cytosolic ribosome', 'GO:0022626', 'single and in chains, all of the cytosol', 'translating'],
        [name, 'vesicle', 'GO:0031982', '', ''],
      ]),
    ]),
  );
}
