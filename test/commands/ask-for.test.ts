import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeMrc } from '../../demo/files/mrc.js';
import { init } from '../../src/api/init.js';
import { askFor } from '../../src/commands/ask-for.js';
import { treeOf } from '../init/support/tree-of.js';
import { CapturedStream } from '../support/captured-stream.js';
import { until } from '../support/until.js';

const test = suite('questions of cryoet init');

const volume = encodeMrc(
  { shape: [9, 4, 4], values: Float32Array.from({ length: 144 }, (_, i) => Math.sin(i)) },
  { mode: 2, voxelSize: 8 },
);
const files = { 'TS_1_rec.mrc': volume, 'TS_2_rec.mrc': volume };
const clear = '\u0015';

/** A session in which someone types keys when a text was shown: the configuration, the terminal, and its failure. */
async function session(steps: readonly (readonly [shown: string, keys: string])[]) {
  const input = await treeOf(files);
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  // A prompt ends what it is piped to, except the terminal of the process.
  const stdout = Object.assign(new CapturedStream(), { end: () => stdout });
  const running = init({
    input,
    ask: (_, preview) => askFor(preview, { stdin, stdout }),
  }).then(
    (result) => ({ result, failure: null }),
    (failure: Error) => ({ result: null, failure }),
  );
  let seen = 0;
  for (const [shown, keys] of steps) {
    await until(shown, () => stdout.text.indexOf(shown, seen) !== -1);
    seen = stdout.text.length;
    stdin.write(keys);
  }
  const ended = await running;
  rmSync(input, { recursive: true, force: true });
  return { ...ended, shown: stdout.text };
}

const valid: readonly (readonly [string, string])[] = [
  ['deposition_identifier', '10999\r'],
  ['deposition_title', 'Cells: a title\r'],
  ['deposition_description', 'what\r'],
  ['authors[0].name', 'Ada Rivera\r'],
  ['ORCID', '0000-0002-1825-0097\r'],
  ['deposition_date', '2025-01-31\r'],
  ['release_date', '2025-02-01\r'],
  ['dataset_identifier', '10998\r'],
  ['sample_type', 'virus\r'],
  ['organism.name', 'Homo sapiens\r'],
  ['cell_component.name', 'mitochondrion\r'],
  ['cell_component.id', 'GO:0005739\r'],
  ['fiducial_alignment_status', 'FIDUCIAL\r'],
  ['reconstruction_method', 'WBP\r'],
  ['reconstruction_software', 'IMOD\r'],
  ['ctf_corrected', 'true\r'],
];

/** Asked for once the type of the sample is known. */
const ofSample = ['name', 'id'].map((key) => `datasets[0].metadata.cell_component.${key}`);

test('asks again with the reason where an answer is refused, and for the block of the sample', async () => {
  const wrong: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
    ORCID: [
      ['ORCID', 'me\r'],
      ['an ORCID like 0000-0002-1825-0097', `${clear}0000-0002-1825-0097\r`],
    ],
    release_date: [
      ['release_date', '2025-01-01\r'],
      ['expected 2025-01-31 or later', `${clear}2025-02-01\r`],
    ],
    sample_type: [
      ['sample_type', 'viruses\r'],
      ["did you mean 'virus'?; expected one of cell_line", `${clear}virus\r`],
    ],
    // The name is left open, then given after all.
    'organism.name': [
      ['organism.name', '\r'],
      ['cell_component.name', '<\r'],
      ['organism.name', 'Homo sapiens\r'],
    ],
  };
  const { result, failure } = await session([...valid.flatMap((step) => wrong[step[0]] ?? [step])]);
  assert.is(failure, null);
  assert.equal(result?.placeholders, []);
  for (const line of [
    "deposition_title: &title 'Cells: a title'",
    "release_date: '2025-02-01'",
    'sample_type: virus',
    'ORCID: 0000-0002-1825-0097',
    'id: GO:0005739',
    'name: Homo sapiens',
    "value: ['10998']",
  ])
    assert.match(result?.config ?? '', line);
  // The same values in a file give the same configuration.
  const given = valid.map(([path, keys]) => [path, keys.trim()] as const);
  const input = await treeOf(files);
  const { placeholders } = await init({ input });
  const answers = join(input, 'answers.yaml');
  const asked = [...placeholders.map(({ path }) => path), ...ofSample];
  const lines = given.flatMap(([end, value]) => {
    const path = asked.find((one) => one.endsWith(end)) ?? end;
    return `'${path}': ${value.includes(': ') ? `'${value}'` : value}\n`;
  });
  await writeFile(answers, lines.join(''));
  const written = await init({ input, answers });
  rmSync(input, { recursive: true, force: true });
  assert.is(result?.config, written.config);
});

test('Ctrl-C leaves nothing', async () => {
  const { failure } = await session([...valid.slice(0, 3), ['authors[0].name', '\u0003']]);
  assert.match(failure?.message ?? '', 'interrupted: nothing was written');
});

test.run();
