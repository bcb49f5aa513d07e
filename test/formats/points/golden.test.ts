import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { AnnotationPoint, PointOptions, PointType } from '../../../src/formats/points/point.js';
import { formatPointLine } from '../../../src/formats/points/published-points.js';
import { corpusFile, type GoldenEntry, goldenEntries } from '../support/golden.js';
import { pointsOf } from '../support/points.js';

const test = suite('points as the reference reads them');

const delimiters: Readonly<Record<string, string>> = { tab: '\t' };

/** `points/a.star as oriented relion3_star filter=1 binning=2.5 order=zyx`, taken apart. */
function parseKey(key: string): { path: string; type: PointType; options: PointOptions } {
  const [path = '', rest = ''] = key.split(' as ');
  const words = rest.split(' ');
  const format = words.find(
    (word) => !word.includes('=') && !['oriented', 'point', 'instance'].includes(word),
  );
  const settings = new Map(
    words.filter((word) => word.includes('=')).map((word) => word.split('=') as [string, string]),
  );
  const isOriented = words.includes('oriented') || format === 'stopgap_star';
  const filter = settings.get('filter');
  const delimiter = settings.get('delimiter');
  return {
    path,
    type:
      format === 'tardis' || words.includes('instance')
        ? 'instancePoint'
        : isOriented
          ? 'orientedPoint'
          : 'point',
    options: {
      format: format ?? '',
      binning: Number(settings.get('binning') ?? 1),
      order: settings.get('order') === 'zyx' ? 'zyx' : 'xyz',
      ...(filter === undefined || filter === 'None' ? {} : { filter }),
      ...(delimiter === undefined ? {} : { delimiter: delimiters[delimiter] ?? delimiter }),
    },
  };
}

function assertClose(found: unknown, expected: unknown, place: string): void {
  if (typeof expected === 'number' && typeof found === 'number') {
    assert.ok(
      Math.abs(found - expected) <= 1e-12 * Math.max(1, Math.abs(expected)),
      `${place}: ${found}, not ${expected}`,
    );
  } else if (
    typeof expected === 'object' &&
    expected !== null &&
    typeof found === 'object' &&
    found !== null
  ) {
    assert.equal(Object.keys(found), Object.keys(expected), place);
    for (const [key, value] of Object.entries(expected)) {
      assertClose((found as Record<string, unknown>)[key], value, `${place}.${key}`);
    }
  } else assert.equal(found, expected, place);
}

const published = (point: AnnotationPoint): unknown => JSON.parse(formatPointLine(point));

for (const [key, golden] of goldenEntries('points/') ?? []) {
  test(key, async () => {
    const { path, type, options } = parseKey(key);
    const points = await pointsOf(corpusFile(path), type, options);
    assert.ok('value' in golden);
    assertClose(points.map(published), (golden as { value: unknown }).value, key);
  });
}

interface ModelTable {
  readonly rows: number;
  readonly columns: Readonly<Record<string, { first: number[]; last: number[]; sum: number }>>;
}

for (const [key, golden] of goldenEntries('mod/') ?? []) {
  if (!key.endsWith('contours')) continue;
  test(key, async () => {
    const { rows, columns } = golden as GoldenEntry & ModelTable;
    const points = await pointsOf(corpusFile(key.split(' ')[0] ?? ''), 'point', { format: 'mod' });
    assert.is(points.length, rows);
    for (const axis of ['x', 'y', 'z'] as const) {
      const values = points.map(({ location }) => location[axis]);
      assert.equal(values.slice(0, columns[axis]?.first.length), columns[axis]?.first);
      assert.equal(values.slice(-(columns[axis]?.last.length ?? 0)), columns[axis]?.last);
      const sum = values.reduce((total, value) => total + value, 0);
      assertClose(sum / values.length, (columns[axis]?.sum ?? 0) / values.length, `${key} ${axis}`);
    }
  });
}

test.run();
