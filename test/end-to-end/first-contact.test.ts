import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { TreeIssue } from '../../src/validate/finding.js';
import { labFaults } from '../support/lab-faults.js';
import { labOfTwelve, placesOf, twelve } from '../support/lab-of-twelve.js';
import { longOf } from '../support/long.js';
import { runInProcess } from '../support/run-in-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const test = suite('a lab’s folder at first contact');
const long = longOf(test);

/** What only people know of the folder. */
const answers = `
depositions[0].metadata:
  deposition_identifier: 10998
  deposition_title: Membranes and ribosomes of twelve lamellae
  deposition_description: |
    Tilt series of twelve lamellae.
    Made by the tests.
  authors:
    - {name: Ada Rivera, ORCID: 0000-0002-1825-0097, primary_author_status: true, corresponding_author_status: true}
  dates: {deposition_date: 2025-03-14, last_modified_date: 2025-03-20, release_date: 2025-04-01}
datasets[0].metadata:
  dataset_identifier: 10999
  sample_type: cell_line
  cell_strain: {name: HeLa, id: CVCL_0030}
  organism: {name: Homo sapiens, taxonomy_id: 9606}
datasets[0].sources[0].literal.value[0]: "10999"
tiltseries[0].metadata:
  camera: {manufacturer: TFS, model: FALCON 4i}
  microscope_optical_setup: {energy_filter: Selectris, image_corrector: null, phase_plate: null}
  data_acquisition_software: SerialEM and Tomography 5
  tilt_series_quality: 4
tomograms[0].metadata:
  fiducial_alignment_status: NON_FIDUCIAL
  reconstruction_method: WBP
  reconstruction_software: IMOD
  ctf_corrected: true
annotations[0].metadata: {annotation_method: Segmented by hand, method_type: manual}
annotations[1].metadata: {annotation_method: Template matching, method_type: automated}
annotations[2].metadata: {annotation_method: Segmented by hand, method_type: manual}
annotations[3].metadata:
  annotation_object: {name: cytosolic ribosome, id: GO:0022626}
  annotation_method: Template matching
  method_type: automated
`;

async function write(files: ReadonlyMap<string, string | Uint8Array>, root: string): Promise<void> {
  for (const [path, content] of files) {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** Runs a command whose report is JSON, and returns its status and its report. */
async function report<Report>(...args: string[]): Promise<[number | null, Report]> {
  const file = join(directory, 'report.json');
  const { status, stderr } = await runInProcess([...args, '--quiet', '--format', 'json', '--output', file]);
  assert.ok(existsSync(file), stderr);
  return [status, JSON.parse(await readFile(file, 'utf8')) as Report];
}

interface Findings {
  readonly findings: readonly TreeIssue[];
}

const { directory, remove } = temporaryDirectory();
const [input, config] = [join(directory, 'lab'), join(directory, 'config.yaml')];
const lab = labOfTwelve();

const told = ({ code, run, path, message, found }: TreeIssue) =>
  `${code} ${run} ${path}: ${message} (found ${found})`;

test('init has all that it asks for in the answers, and a place for every file', async () => {
  const saved = join(directory, 'answers.yaml');
  await write(lab, input);
  await writeFile(saved, answers);
  const init = await runInProcess(['init', input, '--answers', saved, '--output', config]);
  assert.is(init.status, 0, init.stderr);
  assert.match(init.stdout, 'Nothing is left to fill in');
  // An OME-Zarr image of four files is one.
  const count = lab.size - 4 * 3;
  assert.match(init.stdout, `${count} of ${count} files of 12 runs have a place`);
});

long('answers make a valid tree with every point in its place', async () => {
  const [, source] = await report<Findings>('validate', 'source', config, input);
  assert.equal(
    source.findings.map(({ code, message, found }) => [code, message, found]),
    [['SOURCE_NOTHING_FOUND', '4 of 12 runs have no ctf', 'TS_09, TS_10, TS_11, TS_12']],
  );
  const output = join(directory, 'tree');
  const ingest = await runInProcess(['ingest', config, input, output, '--quiet', '--no-precompute']);
  assert.is(ingest.status, 0, ingest.stderr);
  const [status, tree] = await report<Findings>('validate', output, '--depth', 'deep');
  assert.equal([status, tree.findings.map(told)], [0, []]);
  for (const run of twelve) {
    const found = await pointsOf(join(output, '10999', run));
    for (const [index, place] of placesOf(run).entries())
      for (const [axis, value] of place.entries())
        assert.ok(Math.abs((found[index]?.[axis] ?? Number.NaN) - value) < 0.01, `${run}: ${found[index]}`);
  }
});

/** Returns the points (x, y, z), in voxels, of the only annotation of a run that has some. */
async function pointsOf(run: string): Promise<number[][]> {
  const root = join(run, 'Reconstructions', 'VoxelSpacing3.920', 'Annotations');
  for (const path of [
    '101/ribosome-1.0_orientedpoint',
    '101/ribosome-1.0_point',
    '102/particles-1.0_orientedpoint',
    '101/particles-1.0_orientedpoint',
  ]) {
    const file = join(root, `${path}.ndjson`);
    if (!existsSync(file)) continue;
    const lines = (await readFile(file, 'utf8')).trim().split('\n');
    return lines.map((line) => {
      const { location } = JSON.parse(line) as { location: { x: number; y: number; z: number } };
      return [location.x, location.y, location.z];
    });
  }
  return [];
}

test('each of more than 25 faults is named before anything is written', async () => {
  const files = new Map(lab);
  for (const { spoil } of labFaults) spoil(files);
  for (const [path] of lab) if (!files.has(path)) await rm(join(input, path));
  await write(new Map([...files].filter(([path, content]) => lab.get(path) !== content)), input);
  const [status, { findings }] = await report<Findings>('validate', 'source', config, input);
  const silent = labFaults.filter(
    ({ code, at }) =>
      !findings.some((each) => each.code === code && (each.path.endsWith(at) || each.message === at)),
  );
  assert.equal([status, silent.map(({ what }) => what)], [1, []], findings.map(told).join('\n'));
  assert.ok(labFaults.length >= 25);
});

test.after(remove);

test.run();
