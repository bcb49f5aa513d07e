// Makes the tree that the page for browsers has as its example: `node dist/demo/make-example.js DIRECTORY`.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ingest } from '../src/api/ingest.js';
import { examplePlan } from './deposition-plan.js';
import { writeDeposition } from './write-deposition.js';

const [directory = ''] = process.argv.slice(2);
const config = fileURLToPath(new URL('../../dataset_config/demo.yaml', import.meta.url));
const source = await mkdtemp(join(tmpdir(), 'cryoet-example-'));
try {
  await writeDeposition(examplePlan, join(source, 'vesicles'));
  // A server of files lists nothing: the page reads the manifest.
  const { summary } = await ingest({ config, input: source, output: directory, options: { manifest: true } });
  if (summary.failed > 0) throw new Error(`${summary.failed} items of the example failed`);
  await rm(join(directory, '.cryoet/lease'), { recursive: true, force: true });
} finally {
  await rm(source, { recursive: true, force: true });
}
