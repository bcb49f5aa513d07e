import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { baseName } from '../../src/storage/keys.js';
import type { ValidationReport } from '../../src/validate/report.js';
import { annotate, writeMask } from '../support/annotate.js';
import { relionTable } from '../support/relion-table.js';
import { runInProcess } from '../support/run-in-process.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition } from '../support/tiny-deposition.js';

const test = suite('hints of cryoet validate source');

test('a mask in another format than configured is told, with what to do in every report', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const source = 'SemanticSegmentationMask: {file_format: tiff, glob_string: a.mrc}';
    await annotate(tiny, [{ id: 'mask', sources: [source] }]);
    await writeMask(tiny, 'a.mrc', [12, 21, 19], () => 1);
    const render = async (format: string) => {
      const args = ['validate', 'source', tiny.config, tiny.input, '--quiet', '--format', format];
      return (await runInProcess(args)).stdout;
    };
    const { findings } = JSON.parse(await render('json')) as ValidationReport;
    const said = findings.find(({ path }) => path.endsWith('a.mrc'));
    const hint = 'set file_format to mrc or auto';
    assert.equal(
      [said?.code, said?.message, said?.hint],
      ['SOURCE_FILE_INVALID', 'not tiff: this looks like mrc', hint],
    );
    for (const format of ['pretty', 'junit', 'sarif', 'html'])
      assert.match(await render(format), hint, format);
  }));

test('coordinates in another unit or order are told, with what brings them inside', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const said = async (header: string, row: string, options = '') => {
      const source = `Point: {file_format: csv_with_header, glob_string: '{run_name}.csv'${options}}`;
      await annotate(tiny, [{ id: `points of ${row} ${header}`.replace(/\W+/g, '-'), sources: [source] }]);
      await tiny.editSource('TS_001.csv', () => `${header}\n${row}\n`);
      const args = ['validate', 'source', tiny.config, tiny.input, '--quiet', '--format', 'json'];
      const { findings } = JSON.parse((await runInProcess(args)).stdout) as ValidationReport;
      const own = findings.filter(({ path, severity }) => path.endsWith('.csv') && severity === 'error');
      return own.map(({ code, expected, hint }) => [code, hint ?? expected?.split('; ')[1]].join(': '));
    };
    // The tomogram has 19 × 21 × 12 voxels of 10 Å.
    assert.equal(await said('x (nm),y (nm),z (nm)', '4,5,6'), []);
    assert.equal(await said('x (Å),y (Å),z (Å)', '4,5,6'), [
      'SOURCE_OPTICS_SPACING_DIFFERS: binning: 10 would make voxels of these coordinates',
    ]);
    assert.equal(await said('x (Å),y (Å),z (Å)', '40,50,60', ', binning: 10'), []);
    assert.equal(await said('a,b,c', '11,3,18'), ['SOURCE_POINTS_OUTSIDE: the order zyx puts all 1 inside']);
    assert.equal(await said('a,b,c', '11,3,18', ', columns: zyx'), []);
    assert.equal(await said('a,b,c', '18,3,11', ', columns: zyx'), [
      'SOURCE_POINTS_OUTSIDE: the order xyz puts all 1 inside',
    ]);
    assert.equal(await said('a,b,c', '3,3,40'), ['SOURCE_POINTS_OUTSIDE: binning: 4 puts all 1 inside']);
    // One of many is a stray.
    const inside = (count: number) => '3,3,4\n'.repeat(count);
    assert.equal(await said('a,b,c', `${inside(19)}3,3,40`), [
      'SOURCE_POINTS_OUTSIDE: binning: 4 puts all 20 inside',
    ]);
    assert.equal(await said('a,b,c', `${inside(20)}3,3,40`), ['SOURCE_POINTS_OUTSIDE: ']);
  }));

test('a byte order mark of a text that is copied is told before it is published', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    const doubts = async () => {
      const args = ['validate', 'source', tiny.config, tiny.input, '--quiet', '--format', 'json'];
      const { findings } = JSON.parse((await runInProcess(args)).stdout) as ValidationReport;
      return findings.flatMap(({ code, message, path }) =>
        code === 'SOURCE_READ_DOUBTFULLY' && message.includes('byte order mark') ? [baseName(path)] : [],
      );
    };
    assert.equal(await doubts(), []);
    await tiny.editSource('tiltseries/TS_001.rawtlt', (bytes) => `\ufeff${bytes}`);
    assert.equal(await doubts(), ['TS_001.rawtlt']);
  }));

test('the suggested binning is what pixel sizes prove, else the least that fits', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    let number = 0;
    const suggested = async (text: string, options = '') => {
      const source = `Point: {file_format: auto, glob_string: '{run_name}.txt'${options}}`;
      await annotate(tiny, [{ id: `points-${++number}`, sources: [source] }]);
      await tiny.editSource('TS_001.txt', () => text);
      const args = ['validate', 'source', tiny.config, tiny.input, '--quiet', '--format', 'json'];
      const { findings } = JSON.parse((await runInProcess(args)).stdout) as ValidationReport;
      const own = findings.filter(({ code }) => code === 'SOURCE_POINTS_OUTSIDE');
      return own.map(({ expected }) => / binning: (\S+) puts/.exec(expected ?? '')?.[1] ?? null).join();
    };
    const magnified = ['DetectorPixelSize', 'Magnification'];
    // The tomogram has 19 × 21 × 12 voxels of 10 Å, its tilt series pixels of 2.5 Å.
    assert.is(await suggested(relionTable(['30 40 20'])), '2');
    assert.is(await suggested(relionTable(['30 40 20 5 10000'], magnified)), '2');
    assert.is(await suggested(relionTable(['30 40 20 5 20000'], magnified)), '4');
    assert.is(await suggested(relionTable(['30 40 20 4 12000'], magnified)), '3');
    // A size by which they stay outside is not that of the coordinates.
    assert.is(await suggested(relionTable(['30 40 20 5 5000'], magnified)), '2');
    assert.is(await suggested(relionTable(['60 70 40'])), '4');
    assert.is(await suggested(relionTable(['30 40 12'])), '2');
    assert.is(await suggested(relionTable(['17 19 11.5'])), '');
    // At the binning that is configured, they are a little less than twice too far.
    assert.is(await suggested(relionTable(['60 70 40']), ', binning: 2'), '4');
  }));

test.run();
