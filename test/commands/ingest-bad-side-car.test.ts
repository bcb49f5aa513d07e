import { rename } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ingestWithReport, itemsOf } from '../support/ingest-report.js';
import { danglingIn } from '../support/kill-points/read-published.js';
import { replaceText } from '../support/spoil.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../support/tiny-deposition.js';
import { listTree, tinyTree } from '../support/tiny-tree.js';

const test = suite('side-car files that are not what they should be');

interface BadInput {
  readonly spoil: (tiny: TinyDeposition) => Promise<unknown>;
  /** Items that fail, ascending; all others are ingested. */
  readonly fails: readonly string[];
  /** The source file that every failure names. */
  readonly file?: string;
  /** Items that are not reached because of the failures; none by default. */
  readonly leaves?: readonly string[];
  /** The message of every failure. */
  readonly says: readonly string[];
}

const mdoc = 'tiltseries/TS_001.mdoc';
const cases: Record<string, BadInput> = {
  'an mdoc without sections': {
    spoil: (tiny) => tiny.editSource(mdoc, () => 'PixelSpacing = 10\n'),
    fails: ['TS_001 frame'],
    leaves: ['TS_001 tiltseries'],
    file: mdoc,
    says: ['no section: expected sections that begin with [ZValue = …]', 'found none'],
  },
  'a missing mdoc': {
    spoil: (tiny) => tiny.removeSource(mdoc),
    fails: ['TS_001 frame', 'TS_001 tiltseries'],
    says: [
      'of run TS_001',
      'need an mdoc: expected one mdoc from collection_metadata for this run, found none',
    ],
  },
  'a raw tilt angle that no section of the mdoc has': {
    spoil: (tiny) => tiny.editSource('tiltseries/TS_001.rawtlt', replaceText('-12.00', '-13.50')),
    fails: ['TS_001 tiltseries'],
    file: 'tiltseries/TS_001.rawtlt',
    says: ['no mdoc section has the raw tilt angle -13.50', mdoc, 'found -11.9984 at the nearest'],
  },
  'a raw tilt angle that is not a number': {
    spoil: (tiny) => tiny.editSource('tiltseries/TS_001.rawtlt', replaceText('-12.00', 'angle')),
    fails: ['TS_001 tiltseries'],
    file: 'tiltseries/TS_001.rawtlt',
    says: ['.rawtlt:2: not a number', 'found "angle"'],
  },
  'a CTF table with a word in it': {
    spoil: (tiny) => tiny.editSource('ctf/TS_001_ctf.txt', replaceText('3.000000', 'three')),
    fails: ['TS_001 tiltseries'],
    file: 'ctf/TS_001_ctf.txt',
    says: ['_ctf.txt:5: not a number', 'found "three"'],
  },
  'an alignment with a transform too few': {
    spoil: (tiny) => tiny.editSource('alignments/TS_001.xf', replaceText(/^.*\n/, '')),
    fails: ['TS_001 alignment'],
    file: 'alignments/TS_001.tlt',
    says: ['expected 4 angles', 'found 5'],
  },
  'an mdoc section without an exposure time': {
    spoil: (tiny) => tiny.editSource(mdoc, replaceText(/ExposureTime = .*\r\n/, '')),
    fails: ['TS_001 frame'],
    file: mdoc,
    says: ['ExposureTime'],
  },
  'a key photo that is not a picture': {
    spoil: (tiny) => tiny.editSource('photos/snapshot.png', () => 'hello'),
    fails: ['dataset_keyphoto'],
    leaves: ['dataset_keyphoto', 'deposition_keyphoto'],
    file: 'photos/snapshot.png',
    says: ['not a picture: expected PNG, JPEG, GIF, WebP or TIFF, found a file that begins "hello"'],
  },
  'identified objects that name no runs': {
    spoil: (tiny) => tiny.editSource('objects/identified_objects.csv', replaceText('run_name', 'tomogram')),
    fails: ['identified_object'],
    leaves: ['identified_object'],
    file: 'objects/identified_objects.csv',
    says: ['expected a column run_name', 'found tomogram, object_name'],
  },
  'a DM4 gain that is none': {
    spoil: (tiny) => rename(tiny.source('gains/TS_001_gain.mrc'), tiny.source('gains/TS_001_gain.dm4')),
    fails: ['TS_001 gain'],
    file: 'gains/TS_001_gain.dm4',
    says: ['not a DigitalMicrograph file: expected version 3 or 4'],
  },
};

for (const [name, { spoil, fails, leaves = [], file, says }] of Object.entries(cases)) {
  test(name, async () => {
    await inTemporaryDirectory(async (directory) => {
      const tiny = await makeTinyDeposition(directory);
      await spoil(tiny);
      const { result, report } = await ingestWithReport(tiny, '--no-precompute');
      assert.is(result.status, 1);
      // The run that reads the faulty table first varies.
      const items = (status: 'failed' | 'not reached') =>
        itemsOf(report, status).map((item) => item.replace(/^TS_00\d (?=identified)/, ''));
      assert.equal(items('failed'), fails);
      assert.equal(items('not reached'), leaves);
      assert.equal(await danglingIn(tiny.output), []);
      for (const { type, name: item, error } of report.items.filter(({ status }) => status === 'failed')) {
        const message = error?.message ?? '';
        assert.match(message, `${type} ${item}`);
        if (file !== undefined) assert.match(message, tiny.source(file));
        for (const part of says) assert.match(message, part);
        assert.not.match(message, '\n');
        assert.match(result.stdout, message);
      }
      if (fails.some((item) => item === 'identified_object')) return;
      const ofOtherRun = (path: string) => path.startsWith('10801/TS_002/');
      assert.equal(
        (await listTree(tiny.output)).filter(ofOtherRun),
        tinyTree('documented').filter(ofOtherRun),
      );
    });
  });
}

test.run();
