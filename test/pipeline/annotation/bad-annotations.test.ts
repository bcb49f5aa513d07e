import { mkdir } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildImodModel } from '../../formats/support/build-imod-model.js';
import { buildHff, buildStl } from '../../formats/support/build-meshes.js';
import { annotate, annotationsOf, annotationsOnly, writeMask } from '../../support/annotate.js';
import { ingestWithReport } from '../../support/ingest-report.js';
import { inTemporaryDirectory } from '../../support/temporary-directory.js';
import { makeTinyDeposition, type TinyDeposition } from '../../support/tiny-deposition.js';
import { listFiles } from '../../support/tree.js';

const test = suite('annotations that are not what they should be');

interface BadAnnotation {
  /** The source that cannot be read, in YAML; `{run_name}` is TS_001. */
  readonly source: string;
  readonly file: string;
  readonly make: (tiny: TinyDeposition, file: string) => Promise<unknown>;
  /** What the failure says; it always names item and file. */
  readonly says: readonly (string | RegExp)[];
}

const write = (contents: string | Uint8Array) => (tiny: TinyDeposition, file: string) =>
  tiny.editSource(file, () => contents);

const source = (shape: string, format: string, file: string, more = '') =>
  `${shape}: {file_format: ${format}, glob_string: ${file}${more}}`;

const star = (columns: readonly string[], row: string) =>
  `data_\nloop_\n${columns.map((name) => `_${name}`).join('\n')}\n${row}\n`;

const triangle = 'v 0 0 0\nv 1 0 0\nv 0 1 0\n';

const cases: Record<string, BadAnnotation> = {
  'a STAR table without a coordinate': {
    source: source('Point', 'relion3_star', 'bad.star'),
    file: 'bad.star',
    make: write(star(['rlnCoordinateX', 'rlnCoordinateZ'], '1 2')),
    says: ['the column rlnCoordinateY is missing', 'rlnCoordinateX, rlnCoordinateZ'],
  },
  'a STAR table that is cut short': {
    source: source('Point', 'relion3_star', 'bad.star'),
    file: 'bad.star',
    make: write(star(['rlnCoordinateX', 'rlnCoordinateY', 'rlnCoordinateZ'], '1 2 3\n4 5')),
    says: ['bad.star:7: the row has the wrong number of fields: expected 3, one a column, found 2'],
  },
  'a model that is cut short': {
    source: source('Point', 'mod', 'bad.mod'),
    file: 'bad.mod',
    make: write(buildImodModel({ contours: [[1, 2, 3]] }).subarray(0, 440)),
    says: ['bad.mod at byte 424: too many points of a contour'],
  },
  'a mask in another format than the configuration says': {
    source: source('InstanceSegmentationMask', 'em', 'bad.em'),
    file: 'bad.em',
    make: (tiny, file) => writeMask(tiny, file, [12, 21, 19], () => 1),
    says: ['bad.em: not em: this looks like mrc: expected em, found mrc'],
  },
  'a CSV row that is short': {
    source: source('Point', 'csv', 'bad.csv'),
    file: 'bad.csv',
    make: write('1,2,3\n4,5\n'),
    says: ['bad.csv:2: the row is too short: expected at least 3 fields, found 2'],
  },
  'a CSV cell that is not a number': {
    source: source('Point', 'csv', 'bad.csv'),
    file: 'bad.csv',
    make: write('1,2,3\n4,5,six\n'),
    says: ['bad.csv:2: not a coordinate: expected a number in field 3, found "six"'],
  },
  'an OBJ face with a corner that is not there': {
    source: source('TriangularMesh', 'obj', 'bad.obj'),
    file: 'bad.obj',
    make: write(`${triangle}f 1 2 9\n`),
    says: ['bad.obj:4: a face refers to a missing vertex', 'found 9'],
  },
  'an OBJ without faces': {
    source: source('TriangularMesh', 'obj', 'bad.obj'),
    file: 'bad.obj',
    make: write(triangle),
    says: ['bad.obj: the mesh has no faces: expected triangles, found none'],
  },
  'text that is called STL': {
    source: source('TriangularMesh', 'stl', 'bad.stl'),
    file: 'bad.stl',
    make: write('nothing like it'.repeat(10)),
    says: ['neither a binary nor a text STL file', 'found 150 bytes'],
  },
  'a binary STL that begins like text and is cut short': {
    source: source('TriangularMesh', 'stl', 'bad.stl'),
    file: 'bad.stl',
    make: (tiny, file) => {
      const bytes = buildStl([[0, 0, 0, 1, 0, 0, 0, 1, 0]]).subarray(0, 120);
      bytes.set(new TextEncoder().encode('solid'));
      return tiny.editSource(file, () => bytes);
    },
    says: ['neither a binary nor a text STL file', '134 bytes for the 1 facets'],
  },
  'an hff file without the segment': {
    source: source('TriangularMeshGroup', 'hff', 'bad.hff', ', name: nucleus'),
    file: 'bad.hff',
    make: async (tiny, file) => {
      const hff = await buildHff([{ name: 'membrane', meshes: [] }]);
      return tiny.editSource(file, () => hff);
    },
    says: ['cannot identify the segment: expected "nucleus", found "membrane"'],
  },
  'a mask whose size fits no tomogram': {
    source: source('SemanticSegmentationMask', 'mrc', 'bad.mrc'),
    file: 'bad.mrc',
    make: (tiny, file) => writeMask(tiny, file, [12, 21, 18], () => 1),
    says: ['the mask fits no tomogram: expected 19 × 21 × 12', 'found 18 × 21 × 12'],
  },
  'a mask that is a web page': {
    source: source('SemanticSegmentationMask', 'mrc', 'bad.mrc'),
    file: 'bad.mrc',
    make: write(`<!DOCTYPE html><html>${' '.repeat(2000)}</html>`),
    says: ['bad.mrc', /HTML|web page/i],
  },
  'a pattern that finds a directory': {
    source: source('Point', 'csv', 'bad.csv'),
    file: 'bad.csv',
    make: (tiny, file) => mkdir(`${tiny.source(file)}/within`, { recursive: true }),
    says: ['not a file: expected a file, found a directory'],
  },
  'captions without text': {
    source: source('GlobalCaption', 'saber', 'bad.json'),
    file: 'bad.json',
    make: write('{"captions": [{"text": "one"}, {}]}'),
    says: ['bad.json: captions[1].text: a caption without text'],
  },
};

for (const [name, { source: yaml, file, make, says }] of Object.entries(cases)) {
  test(name, () =>
    inTemporaryDirectory(async (directory) => {
      const tiny = await makeTinyDeposition(directory);
      await make(tiny, file);
      await tiny.editSource('good.csv', () => '1,2,3\n');
      await annotate(tiny, [
        { id: 'bad', sources: [yaml] },
        { id: 'good', sources: [source('Point', 'csv', 'good.csv')] },
      ]);
      const { result, report } = await ingestWithReport(tiny, ...annotationsOnly, '--filter', 'run=TS_001');
      const annotations = report.items.filter(({ type }) => type === 'annotation');
      assert.equal(
        annotations.map(({ status }) => status),
        ['failed', 'written'],
        JSON.stringify(annotations),
      );
      assert.is(result.status, 1);
      const message = annotations[0]?.error?.message ?? '';
      for (const text of says) {
        assert.ok(typeof text === 'string' ? message.includes(text) : text.test(message), message);
      }
      assert.match(message, 'annotation');
      const files = await listFiles(tiny.published(annotationsOf('TS_001')));
      assert.equal(files, ['101/good-1.0.json', '101/good-1.0_point.ndjson']);
    }),
  );
}

test('two files for one source are refused, and both are named', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.editSource('picks/a.csv', () => '1,2,3\n');
    await tiny.editSource('picks/b.csv', () => '4,5,6\n');
    await annotate(tiny, [{ id: 'dots', sources: [source('Point', 'csv', '"picks/*.csv"')] }]);
    const { report } = await ingestWithReport(tiny, ...annotationsOnly, '--filter', 'run=TS_001');
    const message = report.items.find(({ status }) => status === 'failed')?.error?.message ?? '';
    assert.match(message, 'two sources for one output');
    assert.match(message, 'picks/a.csv');
    assert.match(message, 'picks/b.csv');
  }));

test('tables without points are warnings, a filter that matches no row of any run is an error', () =>
  inTemporaryDirectory(async (directory) => {
    const tiny = await makeTinyDeposition(directory);
    await tiny.editSource('picks.json', () => '{"pickable_object_name": "a", "points": null}');
    await tiny.editSource('picks.csv', () => '\n');
    const columns = ['rlnMicrographName', 'rlnCoordinateX', 'rlnCoordinateY', 'rlnCoordinateZ'];
    await tiny.editSource('picks.star', () => star(columns, 'a 1 2 3\nb 1 2 3\nc 1 2 3\nd 1 2 3'));
    await annotate(tiny, [
      { id: 'picks', sources: [source('Point', 'copick', 'picks.json')] },
      { id: 'none', sources: [source('Point', 'csv', 'picks.csv')] },
      {
        id: 'rows',
        sources: [source('Point', 'relion3_star', 'picks.star', ', filter_value: "{run_name}"')],
      },
    ]);
    const { result, report } = await ingestWithReport(tiny, ...annotationsOnly, '--filter', 'run=TS_001');
    assert.is(result.status, 1);
    const messages = report.warnings.map(({ message }) => message).join('\n');
    assert.match(messages, /picks.json: the file has no points/);
    const notes = report.items.flatMap((item) => (item.type === 'annotation' ? item.notes : []));
    assert.match(notes.join('\n'), /picks.csv.*no points/);
    assert.match(JSON.stringify(report.items), /SOURCE_FILTER_MATCHES_NOTHING/);
    assert.is(report.summary.failed, 1);
  }));

test.run();
