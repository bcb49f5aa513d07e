import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCli } from '../src/commands/run-cli.js';
import { formatDuration } from '../src/report/quantities.js';
import { buildViewer } from './build-viewer.js';
import { demoPlan } from './deposition-plan.js';
import { describeResult } from './show-result.js';
import { writeDeposition } from './write-deposition.js';

/** Where the package lies, seen from `dist/demo`. */
const root = fileURLToPath(new URL('../../', import.meta.url));
const shown = (...parts: string[]) => relative(process.cwd(), join(root, ...parts)) || '.';

const config = shown('dataset_config', 'demo.yaml');
const source = shown('demo', 'source');
const out = shown('demo', 'out');
const write = (text: string) => process.stdout.write(text);

await Promise.all([source, out].map((directory) => rm(directory, { recursive: true, force: true })));
// Meanwhile, since an ingest of few runs leaves a processor idle.
const viewer = buildViewer(root);
const started = performance.now();
await writeDeposition(demoPlan, join(source, 'vesicles'));
write(
  `Made a deposition of ${demoPlan.runs.length} runs in ${source} (${formatDuration((performance.now() - started) / 1000)})\n\n`,
);

const command = ['ingest', config, source, out];
write(`$ cryoet ${command.join(' ')}\n`);
process.exitCode = await runCli(command);
write('\n');
write(await describeResult(source, out));
await viewer;
write(
  `
What to try next
  node dist/bin/main.js view ${out}
      every run in Neuroglancer, in your browser
  node dist/bin/main.js validate ${out} --depth deep
      the tree against its specification, down to the voxels
  node dist/bin/main.js ${command.join(' ')} --dry-run
      the plan, with nothing written
  node dist/bin/main.js ${command.join(' ')} --filter run=TS_002
      one run again; its identifiers stay
  less ${join(out, '10901/TS_001/TiltSeries/100/tiltseries_metadata.json')}
      what is known of a tilt series, section by section
  docs/ingest.md, dataset_config/template.yaml
      every option, and every key of a configuration
`,
);
