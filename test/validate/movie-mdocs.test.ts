import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ValidationReport } from '../../src/validate/report.js';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../support/tiny-deposition.js';

const test = suite('mdocs of single movies in a tree');

test('are one mdoc, as in the ingest', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const whole = await readFile(tiny.source('tiltseries/TS_001.mdoc'), 'utf8');
    const [head = '', ...sections] = whole.split(/^\[ZValue = \d+\]\s*$/m);
    for (const section of sections) {
      const movie = basename(/SubFramePath = (.*)/.exec(section)?.[1]?.replaceAll('\\', '/').trim() ?? '');
      await tiny.editSource(`mdocs/${movie}.mdoc`, () => `${head}[FrameSet = 0]${section}`);
    }
    await tiny.editConfig('tiltseries/{run_name}.mdoc', 'mdocs/{run_name}_*.mdoc');
    assert.ok(sections.length > 3);
    assert.equal(await findingsOfMdocs(tiny), []);
  }));

/** Writes the mdoc of TS_001 as those of its positive and negative tilts. */
async function writeBranches(tiny: TinyDeposition, ofNegative = (text: string) => text): Promise<void> {
  const whole = await readFile(tiny.source('tiltseries/TS_001.mdoc'), 'utf8');
  const [head = '', ...sections] = whole.split(/^(?=\[ZValue)/m);
  const isNegative = (section: string) => /TiltAngle = -/.test(section);
  const numbered = (branch: readonly string[]) =>
    branch.map((section, at) => section.replace(/ZValue = \d+/, `ZValue = ${at}`)).join('');
  const positive = sections.filter((section) => !isNegative(section));
  await tiny.editSource('mdocs/TS_001_pos.mdoc', () => head + numbered(positive));
  await tiny.editSource('mdocs/TS_001_neg.mdoc', () =>
    ofNegative(head + numbered(sections.filter(isNegative))),
  );
}

test('those of the positive and the negative tilts are one, too', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await writeBranches(tiny);
    await tiny.editConfig('tiltseries/{run_name}.mdoc', 'mdocs/{run_name}_*.mdoc');
    assert.equal(await findingsOfMdocs(tiny), []);
    const only = await runInProcess(['validate', tiny.output, '--rule', 'FILE_UNREFERENCED', '--quiet']);
    assert.is(only.status, 0, only.stdout);
    const paths = await readdir(tiny.output, { recursive: true });
    const positive = tiny.published(paths.find((path) => path.endsWith('TS_001_pos.mdoc')) ?? '');
    const text = await readFile(positive, 'utf8');
    await writeFile(positive, text.replace(/SubFramePath = .*/, 'SubFramePath = X:\\lost.tif'));
    const rule = ['--rule', 'MDOC_FRAMES_DIFFER', '--format', 'json', '--quiet'];
    const { findings } = JSON.parse((await runInProcess(['validate', tiny.output, ...rule])).stdout);
    const named = (findings as ValidationReport['findings']).find(({ expected }) => expected === 'lost.tif');
    assert.match(named?.path ?? '', /TS_001_pos\.mdoc$/);
  }));

test('a fault has the path of the mdoc with the section, and names the other mdoc too', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.editConfig('tiltseries/{run_name}.mdoc', 'mdocs/{run_name}_*.mdoc');
    await writeBranches(tiny, (text) => text.replace(/SubFramePath = .*/, 'SubFramePath = X:\\lost.tif'));
    const found = async () => {
      const { stdout } = await runInProcess([
        'validate',
        'source',
        ...[tiny.config, tiny.input, '--filter', 'run=TS_001', '--format', 'json', '--quiet'],
      ]);
      const { findings } = JSON.parse(stdout) as ValidationReport;
      return findings.flatMap(({ code, path, message }) => {
        const others = /\(read as one with (.*)\)$/.exec(message)?.slice(1) ?? [];
        const names = [path, ...others].map((file) => relative(tiny.source('mdocs'), file));
        return /MDOC|FRAMES_DIFFER|COUNT_DIFFERS/.test(code) ? [[code, ...names]] : [];
      });
    };
    assert.equal(await found(), [['SOURCE_FRAMES_DIFFER', 'TS_001_neg.mdoc', 'TS_001_pos.mdoc']]);
    await writeBranches(tiny, (text) => text.replace(/^\[ZValue = 0\][^[]*/m, ''));
    assert.equal(await found(), [['SOURCE_SECTION_COUNT_DIFFERS', 'TS_001_neg.mdoc', 'TS_001_pos.mdoc']]);
  }));

/** Ingests TS_001 without a warning of mdocs; returns what validate says of them. */
async function findingsOfMdocs(tiny: TinyDeposition) {
  const { status, stdout } = await tiny.ingest('--filter', 'run=TS_001', '--no-precompute');
  assert.is(status, 0, stdout);
  assert.not.match(stdout, 'several files were found');
  const validated = await runInProcess(['validate', tiny.output, '--format', 'json', '--quiet']);
  const { findings, looked } = JSON.parse(validated.stdout) as ValidationReport;
  assert.is(looked.runs, 1);
  return findings.filter(({ path, code }) => /mdoc/i.test(path ?? '') || /^(?:MDOC|TILT|FRAME)/.test(code));
}

test.run();
