import { readFile, rm } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { validate } from '../../src/api/validate.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../support/tiny-deposition.js';

const test = suite('sections of a stack without raw tilts');

const imported = 'collection-metadata,tiltseries,rawtilt,ctf';

/** Index, tilt and defocus of the sections that are published. */
async function sectionsOf(tiny: TinyDeposition, run = 'TS_001', types = imported, ...more: string[]) {
  const options = ['--filter', `run=${run}`, '--no-precompute', '--import', types, ...more];
  const { status, stdout, stderr } = await tiny.ingest(...options);
  assert.is(status, 0, stdout + stderr);
  const path = tiny.published(`10801/${run}/TiltSeries/100/tiltseries_metadata.json`);
  const { per_section_parameter: sections } = JSON.parse(await readFile(path, 'utf8'));
  return sections.map((each: Record<string, number>) => [each.z_index, each.raw_angle, each.major_defocus]);
}

test('they come from the tilts of the alignment, another list of tilts, or a sorted mdoc', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const expected = await sectionsOf(tiny);
    assert.ok(expected.length > 3 && expected.every(([, , defocus]: number[]) => (defocus ?? 0) > 1000));
    const angles = await readFile(tiny.source('tiltseries/TS_001.rawtlt'), 'utf8');
    await tiny.removeSource('tiltseries/TS_001.rawtlt');
    assert.equal(await sectionsOf(tiny), expected, 'by the alignment');
    await tiny.editSource('tiltseries/TS_001.tlt', () =>
      angles.replaceAll(/\S+/g, (angle) => `${Number(angle) + 1.25}`),
    );
    await tiny.editConfig('{run_name}.rawtlt', '{run_name}.tlt');
    await tiny.removeSource('alignments/TS_001.tlt');
    assert.equal(await sectionsOf(tiny), expected, 'by a list of refined tilts');
    const rules = { rules: ['RAWTILT_NOT_IN_MDOC', 'FILE_UNREFERENCED', 'SECTION_COUNT_WRONG'] };
    const { findings } = await validate(tiny.published(''), rules);
    assert.equal(findings, []);
    await tiny.editSource('tiltseries/TS_001.tlt', () =>
      angles.replaceAll(/\S+/g, (angle) => `${2 * +angle}`),
    );
    const { stdout } = await tiny.ingest('--filter', 'run=TS_001', '--import', imported, '--dry-run');
    assert.match(stdout, /the tilts are not those of the mdoc/);
    await tiny.editSource('tiltseries/TS_001.tlt', () => angles.replace(/\S+\s+/, ''));
    const allowed = ['--allow-mismatch', 'counts'];
    assert.equal(await sectionsOf(tiny, 'TS_001', imported, ...allowed), [], 'a list without a section');
    await tiny.removeSource('tiltseries/TS_001.tlt');
    assert.equal(await sectionsOf(tiny), [], 'an mdoc in order of acquisition');
    await tiny.editSource('tiltseries/TS_001.mdoc', (bytes) => {
      const [head = '', ...sections] = bytes.toString().split(/(?=\[ZValue)/);
      const tiltOf = (section: string) => Number(/TiltAngle = (\S+)/.exec(section)?.[1]);
      return [head, ...sections.sort((a, b) => tiltOf(a) - tiltOf(b))].join('');
    });
    assert.equal(await sectionsOf(tiny), expected, 'by a sorted mdoc');
  }));

test('they come from a sorted alignment without dark sections, whose tilts are moved', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const expected = await sectionsOf(tiny, 'TS_002');
    assert.is(expected.length, 4);
    await tiny.removeSource('tiltseries/TS_002.rawtlt');
    assert.equal(await sectionsOf(tiny, 'TS_002'), expected);
    await rm(tiny.published(''), { recursive: true });
    assert.equal(
      await sectionsOf(tiny, 'TS_002', 'tiltseries,ctf'),
      expected,
      'an mdoc that is not imported',
    );
    await tiny.editSource('tiltseries/TS_002.mdoc', (bytes) =>
      bytes.toString().replace(/^TiltAngle = \S+\s/m, ''),
    );
    assert.equal(await sectionsOf(tiny, 'TS_002'), [], 'an mdoc without an angle');
  }));

test('they come from a table of RELION that records tilts and doses, also without an mdoc', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const before = await sectionsOf(tiny);
    const angles = (await readFile(tiny.source('tiltseries/TS_001.rawtlt'), 'utf8'))
      .trim()
      .split(/\s+/)
      .map(Number);
    await tiny.removeSource('tiltseries/TS_001.rawtlt');
    await tiny.editConfig(
      /ctfs:\n[\s\S]*?(?=identified_objects:)/,
      'ctfs:\n  - metadata: {format: RELION}\n    sources: [{source_glob: {list_glob: ctf.star}}]\n',
    );
    const columns = [
      'MicrographName',
      'TomoNominalStageTiltAngle',
      'MicrographPreExposure',
      'DefocusU',
      'DefocusV',
    ];
    const last = angles.length - 1;
    const rows = angles.map((tilt, at) => `${at + 1}@a.mrc ${tilt} ${3 * (last - at)} ${30000 + at} 29000\n`);
    const write = (lines: readonly string[]) =>
      tiny.editSource(
        'ctf.star',
        () => `\ndata_TS_001\n\nloop_\n${columns.map((name) => `_rln${name}\n`).join('')}${lines.join('')}`,
      );
    const expected = angles.map((tilt, at) => [at, tilt, 30000 + at]);
    const ofMdoc = before.map(([at, tilt]: number[]) => [at, tilt, 30000 + (at ?? 0)]);
    await write(rows.toReversed());
    const recorded = await sectionsOf(tiny);
    assert.equal(
      recorded.toSorted(([a]: number[], [b]: number[]) => (a ?? 0) - (b ?? 0)),
      ofMdoc,
      'by number',
    );
    await write(rows.slice(1));
    assert.equal(await sectionsOf(tiny), ofMdoc.slice(1), 'without a section');
    await tiny.removeSource('tiltseries/TS_001.mdoc');
    await rm(tiny.published(''), { recursive: true });
    assert.equal(await sectionsOf(tiny), expected.slice(1), 'without an mdoc');
    const unnumbered = rows.map((row) => row.replace(/^\d+@/, ''));
    await write(unnumbered);
    assert.equal(await sectionsOf(tiny), expected, 'by row');
    const path = tiny.published('10801/TS_001/TiltSeries/100/tiltseries_metadata.json');
    const { per_section_parameter: sections } = JSON.parse(await readFile(path, 'utf8'));
    assert.equal(
      sections.map((each: Record<string, number>) => each.frame_acquisition_order),
      angles.map((_, at) => last - at),
    );
    await write(unnumbered.toReversed());
    assert.equal(await sectionsOf(tiny), [], 'rows in order of acquisition do not tell that of the stack');
    await write(unnumbered.slice(1));
    const allowed = ['--allow-mismatch', 'counts'];
    assert.equal(await sectionsOf(tiny, 'TS_001', imported, ...allowed), [], 'rows of a part of the stack');
    const images = angles.map((nominal_tilt_angle, section) => ({
      ...{ section, nominal_tilt_angle, accumulated_dose: 3 * (last - section) },
      ctf_metadata: { defocus_u: 30000 + section, defocus_v: 29000 },
    }));
    const cets = { regions: [{ id: 'TS_001', tilt_series: [{ images }] }] };
    await tiny.editSource('ctf.star', () => JSON.stringify(cets));
    await tiny.editConfig('format: RELION}', 'format: CETS}');
    assert.equal(await sectionsOf(tiny), expected, 'a CETS data set');
  }));

test('validate places rows of RELION and AreTomo as the ingest did, with --compatible portal too', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const angles = await readFile(tiny.source('tiltseries/TS_001.rawtlt'), 'utf8');
    const recorded = angles.trim().split(/\s+/).map(Number);
    await tiny.removeSource('tiltseries/TS_001.rawtlt');
    await tiny.editSource('tiltseries/TS_001_raw.rawtlt', () => angles);
    await tiny.editSource('tiltseries/TS_001.tlt', () => recorded.map((tilt) => `${tilt + 1.25}\n`).join(''));
    await tiny.editConfig('{run_name}.rawtlt', '{run_name}*.*tlt');
    const names = ['NominalStageTiltAngle', 'XTilt', 'YTilt', 'ZRot', 'XShiftAngst', 'YShiftAngst'];
    const rows = recorded.toReversed().map((tilt, at) => `${tilt} 0 ${tilt + 0.5} 84.1 ${at} 0\n`);
    await tiny.editSource(
      'alignments/TS_001.star',
      () => `\ndata_TS_001\n\nloop_\n${names.map((name) => `_rlnTomo${name}\n`).join('')}${rows.join('')}`,
    );
    await tiny.editConfig('alignments/{run_name}.xf', 'alignments/{run_name}.star');
    await tiny.editConfig('format: IMOD\n      method_type', 'format: RELION\n      method_type');
    const findings = async (...options: string[]) => {
      const own = [
        '--filter',
        'run=TS_001',
        '--no-precompute',
        '--import',
        'alignment',

        ...options,
      ];
      const { status, stdout, stderr } = await tiny.ingest(...own);
      assert.is(status, 0, stdout + stderr);
      const report = await validate(tiny.published(''), { rules: ['ALIGNMENT_SECTIONS_DIFFER'] });
      return report.findings;
    };
    const portal = ['--compatible', 'portal'];
    assert.is((await tiny.ingest('--filter', 'run=TS_001', '--no-precompute')).status, 0);
    assert.equal([await findings(), await findings(...portal)], [[], []], 'RELION');
    const size = recorded.length;
    const sections = recorded.map((tilt, at) => `${size - at} 84.1 1 ${at} 0 1 1 1 0 ${tilt}\n`).join('');
    await tiny.editSource(
      'alignments/TS_001.aln',
      () => `# AreTomo Alignment / Priims bprmMn\n# RawSize = 32 32 ${size}\n# NumPatches = 0\n${sections}`,
    );
    await tiny.editConfig('alignments/{run_name}.star', 'alignments/{run_name}.aln');
    await tiny.editConfig('format: RELION\n      method_type', 'format: ARETOMO3\n      method_type');
    assert.equal(await findings(...portal, '--allow-mismatch', 'angles'), [], 'rows of AreTomo');
  }));

test.run();
