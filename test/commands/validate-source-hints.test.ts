import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ValidationReport } from '../../src/validate/report.js';
import { annotate, writeMask } from '../support/annotate.js';
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

test.run();
