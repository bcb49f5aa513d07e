import { readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { IngestReport } from '../../src/pipeline/walk/ingest-report.js';
import type { ValidationReport } from '../../src/validate/report.js';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../support/tiny-deposition.js';
import { listTree } from '../support/tiny-tree.js';
import { greyPage, writeTiff } from '../support/write-tiff.js';

const test = suite('cryoet validate source');

/** The 1-based line of the configuration that holds a text. */
const lineOf = ({ config }: TinyDeposition, text: string) =>
  readFileSync(config, 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text)) + 1;

function withTiny(name: string, check: (tiny: TinyDeposition) => Promise<void>): void {
  test(name, () => inTemporaryDirectory(async (directory) => check(await makeTinyDeposition(directory))));
}

async function validate({ config, input }: TinyDeposition, ...options: string[]) {
  const { status, stdout, stderr } = await runInProcess([
    'validate',
    'source',
    config,
    input,
    '--quiet',
    '--format',
    'json',
    ...options,
  ]);
  assert.is(stderr, '');
  return { status, report: JSON.parse(stdout) as ValidationReport };
}

/** Ingests into the usual directory and returns the report. */
async function ingest(tiny: TinyDeposition, ...options: string[]): Promise<IngestReport> {
  const file = join(tiny.directory, 'report.json');
  await tiny.ingest('--report', file, '--no-precompute', ...options);
  return JSON.parse(await readFile(file, 'utf8')) as IngestReport;
}

function failures({ items }: IngestReport): string[] {
  return items.filter(({ status }) => status === 'failed').map(({ run, type }) => `${run} ${type}`);
}

withTiny('a sound deposition is valid, and nothing is written', async (tiny) => {
  const { status, report } = await validate(tiny);
  assert.is(status, 0);
  assert.is(report.verdict, 'valid');
  assert.equal([report.errors, report.warnings, report.findings.length], [0, 0, 0]);
  assert.is(report.looked.runs, 2);
  assert.is(report.looked.volumes, 5);
  assert.is(report.looked.filesListed, 37);
  // The run data map is not a file of an item.
  assert.is(report.looked.filesRead, 38);
  assert.equal(await listTree(tiny.output), []);
});

withTiny('a wrong spacing of the configuration is told with both values and both places', async (tiny) => {
  await tiny.editConfig('pixel_spacing: 10.0', 'pixel_spacing: 100.0');
  const { status, report } = await validate(tiny);
  assert.is(status, 1);
  assert.equal(
    report.findings.map(({ code, run, entity }) => [code, run, entity]),
    [
      ['SOURCE_PIXEL_SPACING_DIFFERS', 'TS_001', 'tiltseries'],
      ['SOURCE_PIXEL_SPACING_DIFFERS', 'TS_002', 'tiltseries'],
    ],
  );
  const [finding] = report.findings;
  assert.is(finding?.path, tiny.config);
  assert.is(finding?.rule, 'source-spacing');
  assert.is(finding?.found, '100 Å');
  assert.is(finding?.expected, `10 Å, as the header in ${tiny.source('tiltseries/TS_001.st')} says`);
  assert.equal(failures(await ingest(tiny)).sort(), ['TS_001 tiltseries', 'TS_002 tiltseries']);
  assert.not((await listTree(tiny.output)).some((path) => path.includes('/TiltSeries/100/TS_001.mrc')));
});

withTiny('--allow-mismatch makes warnings of a topic', async (tiny) => {
  await tiny.editConfig('pixel_spacing: 10.0', 'pixel_spacing: 100.0');
  const { status, report } = await validate(tiny, '--allow-mismatch', 'spacing,counts');
  assert.is(status, 0);
  assert.equal([report.errors, report.warnings], [0, 2]);
  assert.is((await validate(tiny, '--allow-mismatch', 'spacing', '--max-warnings', '1')).status, 1);
  assert.is((await validate(tiny, '--allow-mismatch', 'points')).status, 1);
  assert.equal(failures(await ingest(tiny, '--allow-mismatch', 'spacing')), []);
  const wrong = await runInProcess([
    'validate',
    'source',
    tiny.config,
    tiny.input,
    '--allow-mismatch',
    'size',
  ]);
  assert.is(wrong.status, 2);
  assert.match(wrong.stderr, /unknown topic size/);
});

withTiny('the report has the forms of validate', async (tiny) => {
  await tiny.editSource('annotations/TS_001_vesicle_centers.csv', () => '500,1,1\n');
  const show = async (format: string) =>
    (await runInProcess(['validate', 'source', tiny.config, tiny.input, '--quiet', '--format', format]))
      .stdout;
  assert.match(await show('pretty'), /ERROR SOURCE_POINTS_OUTSIDE × 1: Points lie in their tomogram\n/);
  assert.match(
    await show('junit'),
    /<testcase [^>]*name="SOURCE_POINTS_OUTSIDE: Points lie in their tomogram"/,
  );
  assert.match(await show('html'), /SOURCE_POINTS_OUTSIDE/);
});

withTiny('numbers in another unit are told with the unit that they fit', async (tiny) => {
  await tiny.editConfig('acceleration_voltage: 300000', 'acceleration_voltage: 30000');
  await tiny.editConfig('spherical_aberration_constant: 2.7', 'spherical_aberration_constant: 2700');
  await tiny.editConfig('dose_rate: 2.5', 'dose_rate: 250000');
  await tiny.editSource('ctf/TS_001_ctf.txt', (bytes) =>
    bytes
      .toString()
      .replaceAll(/^(\d\S*) (\S+) (\S+)/gm, (_, section, u, v) => [section, u / 1e4, v / 1e4].join(' ')),
  );
  const tilts = (bytes: Buffer) =>
    bytes.toString().replaceAll(/\S+/g, (angle) => `${(Number(angle) * Math.PI) / 720}`);
  await tiny.editSource('tiltseries/TS_001.rawtlt', tilts);
  const { report } = await validate(tiny);
  const said = report.findings
    .filter(({ code }) => code === 'SOURCE_VALUE_IMPLAUSIBLE')
    .map(({ message, expected }) => `${message}: ${expected}`)
    .join('\n');
  for (const text of [
    /^acceleration_voltage of the configuration is out of range: 60000 to 1300000 V/m,
    /^spherical_aberration_constant .*; 2700 µm would be 2.7 mm$/m,
    /^dose_rate .*: 0.001 to 1000 e\/Å²\/s$/m,
    /^the defocus is not in Å: 100 to 500000 Å; \S+ µm would be \d+(?:\.\d+)? Å$/m,
    /^the tilts are not in degrees: .*in radians it would be -\d/m,
  ]) {
    assert.match(said, text);
  }
});

withTiny('what tilt series, alignments and mdocs of a run cannot be all at once is told', async (tiny) => {
  await tiny.editConfig('is_aligned: false', 'is_aligned: true');
  await tiny.editConfig('format: ARETOMO3\n', 'format: ARETOMO3\n      alignment_type: LOCAL\n');
  await tiny.editSource('alignments/TS_002.aln', (bytes) =>
    bytes
      .toString()
      .replace(/^# NumPatches.*$/m, '')
      .replace(/^(# RawSize.*)$/m, '$1\n# NumPatches = 0'),
  );
  await tiny.editSource('ctf/TS_001_ctf.txt', (bytes) =>
    bytes
      .toString()
      .replace(/^(3\S* )(\S+) (\S+)/m, (_, section, u, v) => `${section}${+u + 2e4} ${+v + 2e4}`),
  );
  await tiny.editSource('tiltseries/TS_001.mdoc', (bytes) => {
    const [head = '', ...sections] = bytes.toString().split('[ZValue');
    return [head, ...sections.toReversed()].join('[ZValue');
  });
  const codes = async () =>
    [
      ...new Set((await validate(tiny)).report.findings.map(({ code, severity }) => `${severity} ${code}`)),
    ].sort();
  assert.equal(await codes(), [
    'warning SOURCE_ACQUISITION_ORDER_DIFFERS',
    'warning SOURCE_ALIGNMENT_OF_ALIGNED_SERIES',
    'warning SOURCE_ALIGNMENT_TYPE_DIFFERS',
    'warning SOURCE_DEFOCUS_JUMPS',
  ]);
  await tiny.editConfig('tilt_axis: float {tilt_axis}', 'tilt_axis: 12.5');
  await tiny.editConfig('total_flux: float {total_flux}', 'total_flux: 77');
  await tiny.editSource('alignments/TS_001.tlt', (bytes) => {
    const [first, ...others] = bytes.toString().trim().split('\n');
    return [...others, first].join('\n');
  });
  // Of an item that fails, only the errors are told.
  assert.equal(await codes(), [
    'error SOURCE_ALIGNMENT_TILT_FAR_OFF',
    'error SOURCE_TILT_AXIS_DIFFERS',
    'error SOURCE_TOTAL_FLUX_DIFFERS',
    'warning SOURCE_ALIGNMENT_TYPE_DIFFERS',
  ]);
});

withTiny(
  'what one run lacks and others have is one warning; a pattern without a match is an error',
  async (tiny) => {
    await tiny.removeSource('tiltseries/TS_002.mdoc');
    await tiny.removeSource('alignments/TS_002.aln');
    await tiny.removeSource('tomograms/TS_002_10.000A.rec');
    await tiny.editConfig('gains/{run_name}_gain.*', 'gain/{run_name}_gain.*');
    const { status, report } = await validate(tiny);
    assert.is(status, 1);
    const said = report.findings.filter(({ code }) => /NOTHING_FOUND|PATTERN_UNUSED/.test(code));
    const texts = said.map(({ severity, message, found }) => [severity, message, found].join(' | '));
    const unused = 'found nothing in any run | ';
    assert.equal(texts.sort(), [
      `error | ${tiny.config}:${lineOf(tiny, '{run_name}.aln')}: alignments[1].sources[0] ${unused}`,
      `error | ${tiny.config}:${lineOf(tiny, 'gain/')}: gains[0].sources[0] ${unused}`,
      'warning | 1 of 2 runs has no alignment | TS_002',
      'warning | 1 of 2 runs has no mdoc | TS_002',
      'warning | 1 of 2 runs has no tomogram | TS_002',
    ]);
  },
);

withTiny('a mesh that is off by its binning is told before it is written', async (tiny) => {
  await tiny.editConfig('file_format: stl\n', 'file_format: stl\n          scale_factor: 10\n');
  const [finding, ...others] = (await validate(tiny)).report.findings;
  assert.equal(
    [finding?.code, finding?.severity, finding?.run],
    ['SOURCE_MESH_OUT_OF_BOUNDS', 'error', 'TS_001'],
  );
  assert.is(finding?.expected, 'around 0, 0, 0 to 19, 21, 12');
  assert.match(finding?.found ?? '', '; as Å, with scale_factor: 0.1, all of it is inside');
  assert.equal(
    others.map(({ code, run }) => [code, run]),
    [['SOURCE_MESH_OUT_OF_BOUNDS', 'TS_002']],
  );
  assert.equal(failures(await ingest(tiny)).sort(), ['TS_001 annotation', 'TS_002 annotation']);
});

withTiny('a movie with too few images and a gain of another size are told before an ingest', async (tiny) => {
  await tiny.editSource('tiltseries/TS_001.mdoc', (bytes) =>
    bytes.toString().replace(/NumSubFrames = \d+/, 'NumSubFrames = 9'),
  );
  await tiny.removeSource('gains/TS_002_gain.gain');
  await tiny.editSource('gains/TS_002_gain.tif', () => writeTiff([greyPage(9, 8)]));
  const { report } = await validate(tiny);
  assert.equal(
    report.findings.map(({ code, run, found, expected }) => [code, run, found, expected]),
    [
      ['SOURCE_SUBFRAMES_DIFFER', 'TS_001', '2', `9, as ${tiny.source('tiltseries/TS_001.mdoc')} says`],
      [
        'SOURCE_GAIN_SIZE_DIFFERS',
        'TS_002',
        '9 × 8',
        `8 × 8, as ${tiny.source('frames/TS_002_000_0.0.mrc')}`,
      ],
    ],
  );
  assert.equal(failures(await ingest(tiny)).sort(), ['TS_001 frame', 'TS_002 gain']);
});

withTiny('points that a factor puts inside come with the factor', async (tiny) => {
  // In pixels of a tilt series of 2.5 Å, for a tomogram of 10 Å.
  await tiny.editSource(
    'annotations/TS_001_vesicle_centers.csv',
    (bytes) =>
      `${bytes
        .toString()
        .trim()
        .split('\n')
        .map((line) => line.split(',').map((cell, axis) => (axis < 3 ? Number(cell) * 4 : cell)))
        .join('\n')}\n70,70,40\n`,
  );
  const hints = async () =>
    (await validate(tiny)).report.findings
      .filter(({ code }) => code === 'SOURCE_POINTS_OUTSIDE')
      .map(({ message, expected }) => `${message}; ${expected}`);
  const [said = ''] = await hints();
  assert.match(said, /binning: 4 puts all \d+ inside/);
  await tiny.editSource('annotations/TS_001_vesicle_centers.csv', () => '-1,2,3\n');
  assert.not.match((await hints()).join(), /binning/);
});

withTiny(
  'a configuration that cannot be read, and an input that is not there, are status 2',
  async (tiny) => {
    const input = join(tiny.directory, 'nowhere');
    assert.is((await runInProcess(['validate', 'source', tiny.config, input])).status, 2);
    await tiny.editConfig('source_prefix: dep', 'source_prefix: [dep');
    assert.is((await runInProcess(['validate', 'source', tiny.config, tiny.input])).status, 2);
  },
);

withTiny('a source_prefix of . stands for INPUT itself', async (tiny) => {
  await tiny.editConfig('source_prefix: dep', 'source_prefix: .');
  await tiny.editConfig(/dep\/photos/g, 'photos');
  const { status } = await runInProcess([
    'validate',
    'source',
    tiny.config,
    join(tiny.input, 'dep'),
    '--quiet',
  ]);
  assert.is(status, 0);
});

withTiny('an INPUT that ends with source_prefix gets a hint', async (tiny) => {
  const input = join(tiny.input, 'dep');
  const hint = `INPUT ends with source_prefix already: give ${tiny.input} as INPUT, or write source_prefix: .`;
  const withMap = await runInProcess(['validate', 'source', tiny.config, input, '--quiet']);
  assert.is(withMap.status, 2);
  assert.ok(withMap.stderr.includes(hint), withMap.stderr);
  await tiny.editSource('dep/run_data.tsv', () => 'run_name\ttilt_axis\n');
  const withoutMap = await runInProcess(['ingest', tiny.config, input, tiny.output, '--dry-run']);
  assert.is(withoutMap.status, 1);
  assert.ok(withoutMap.stdout.includes(hint), withoutMap.stdout);
});

withTiny('what readers warn of is a warning, whatever the names of files', async (tiny) => {
  await tiny.editConfig(/file_format: csv(?=\n.*vesicle_centers)/, 'file_format: csv_with_header');
  await tiny.editConfig(/annotations(?=\/\S*vesicle_centers)/, 'of the portal 2');
  for (const run of ['TS_001', 'TS_002']) {
    const bytes = await readFile(tiny.source(`annotations/${run}_vesicle_centers.csv`));
    const text = `${run === 'TS_001' ? 'z,y,x' : 'x,y,z'}\n${bytes}`;
    await tiny.editSource(`of the portal 2/${run}_vesicle_centers.csv`, () => text);
  }
  const { report } = await validate(tiny);
  assert.equal(
    report.findings.map(({ code, severity, run, message }) => [code, severity, run, message]),
    [
      [
        'SOURCE_READ_DOUBTFULLY',
        'warning',
        'TS_001',
        'the first three columns (z, y, x) are taken as x, y, z, but the header has x, y and z in columns 3, 2, 1',
      ],
    ],
  );
});

withTiny('a run without picks gets no annotation, and a failed one leaves no directory', async (tiny) => {
  const without = (path: string) => (bytes: Buffer) =>
    `${bytes
      .toString()
      .split('\n')
      .filter((line) => !line.startsWith(path))
      .join('\n')
      .trimEnd()}\n`;
  await tiny.editSource('annotations/ribosomes.star', without('TS_002'));
  await rm(tiny.source('annotations/TS_002_vesicle_centers.csv'));
  await tiny.editSource('annotations/TS_001_vesicles.stl', (bytes) => bytes.subarray(0, 200));
  const { report } = await validate(tiny);
  assert.equal(
    report.findings.map(({ code, run }) => `${run} ${code}`),
    ['TS_001 SOURCE_FILE_INVALID'],
  );
  const done = await ingest(tiny);
  assert.equal(failures(done), ['TS_001 annotation']);
  const skipped = done.items.find(
    ({ type, run, status }) => type === 'annotation' && run === 'TS_002' && status === 'skipped',
  );
  assert.is(
    skipped?.notes[0],
    `${tiny.source('annotations/ribosomes.star')}: no points for this run; there is nothing to publish`,
  );
  const kept = (run: string) => `10801/${run}/Reconstructions/VoxelSpacing10.000/Annotations`;
  const directories = (await listTree(tiny.output)).flatMap(
    (path) => /^(.*\/Annotations\/\d+)\//.exec(path)?.[1] ?? [],
  );
  assert.equal([...new Set(directories)].sort(), [
    `${kept('TS_001')}/100`,
    `${kept('TS_001')}/102`,
    `${kept('TS_002')}/101`,
    `${kept('TS_002')}/102`,
  ]);
});

withTiny('a filter that matches no run is an error, one that matches others is not', async (tiny) => {
  await tiny.editSource('annotations/ribosomes.star', (bytes) =>
    bytes.toString().replaceAll('TS_00', 'tomo_'),
  );
  const { report } = await validate(tiny);
  assert.equal(
    report.findings.map(({ code, path, found }) => [code, path, found]),
    [1, 2].map(() => [
      'SOURCE_FILTER_MATCHES_NOTHING',
      tiny.source('annotations/ribosomes.star'),
      'tomo_1, tomo_2, for example',
    ]),
  );
});

withTiny('a row of the run data map that no run was found for is a warning', async (tiny) => {
  await tiny.editSource('run_data.tsv', (bytes) => {
    const rows = bytes.toString().trimEnd().split('\n');
    return `${[...rows, (rows[1] ?? '').replace('TS_001', 'TS_099')].join('\n')}\n`;
  });
  const { status, report } = await validate(tiny);
  assert.is(status, 0);
  assert.equal(
    report.findings.map(({ code, message }) => [code, message]),
    [['SOURCE_NOTHING_FOUND', 'no run found for TS_099, which run_data.tsv has a row of']],
  );
});

test.run();
