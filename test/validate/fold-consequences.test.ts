import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../demo/random.js';
import { consequences, findCauses, foldConsequences, nearnessOf } from '../../src/validate/consequences.js';
import type { TreeIssue } from '../../src/validate/finding.js';
import { longOf } from '../support/long.js';
import { namedCodes } from './support/named-codes.js';

const test = suite('consequences of findings');
const long = longOf(test);

function finding(code: string, path: string, changes: Partial<TreeIssue> = {}): TreeIssue {
  return {
    ...{ code, path, severity: 'error', message: code, entity: 'tomogram' },
    ...{ dataset: '1', run: 'a', rule: 'rule', ...changes },
  };
}

/** Finds causes by comparing each finding with every other one. */
function compareAll(findings: readonly TreeIssue[]): Map<TreeIssue, TreeIssue> {
  const missing = /^(?:REFERENCE|KEY_IMAGE|VIEWER_CONFIG|VIEWER_SOURCE)_MISSING$/;
  const key = ({ code, path, message }: TreeIssue) =>
    [code === 'REFERENCE_MISSING' ? 0 : 1, path, message].join('\n');
  const follows = (one: TreeIssue, cause: TreeIssue): boolean => {
    if (one === cause || (one.severity === 'error' && cause.severity === 'warning')) return false;
    if (missing.test(cause.code) && missing.test(one.code))
      return cause.expected !== undefined && cause.expected === one.expected && key(cause) < key(one);
    if (cause.code === one.code && (cause.entity !== 'run' || one.entity === 'run')) return false;
    return nearnessOf(cause.code, one.code).some((nearness) => {
      if (nearness === 'run') return true;
      const [path, other] = [one.path, cause.path];
      if (path === other || path.startsWith(`${other}/`) || other.startsWith(`${path}/`)) return true;
      const volume = /^(.*?\.zarr)(?:\/|$)/.exec(other)?.[1] ?? other;
      const item = volume.slice(0, Math.max(0, volume.lastIndexOf('/')));
      return nearness === 'item' && (path === item || path.startsWith(`${item}/`));
    });
  };
  const candidates = findings.filter(({ code }) => Object.hasOwn(consequences, code) || missing.test(code));
  const found = new Map<TreeIssue, TreeIssue>();
  for (const one of findings) {
    const cause = candidates.find((each) => follows(one, each));
    if (cause !== undefined) found.set(one, cause);
  }
  return found;
}

test('follow from the first of their causes, as if each were compared with each', () => {
  const random = createRandom(7);
  const pick = <Value>(values: readonly Value[]) => values[random.integer(values.length)] as Value;
  const codes = [...[...namedCodes].filter((code) => code !== '*'), 'FILE_UNKNOWN', 'SOMETHING_ELSE'];
  const paths = [
    '',
    'a',
    'a/b',
    'a/b/c',
    'a/bc',
    'a/v.zarr',
    'a/v.zarr/0/1',
    'a/v.zarr2',
    'a/b/w.zarr/0',
    '/x',
  ];
  let known = 0;
  for (let round = 0; round < 300; round++) {
    const some = Array.from({ length: 4 }, () => pick(codes));
    const findings = Array.from({ length: 1 + random.integer(40) }, () =>
      finding(pick(random.integer(2) === 0 ? some : codes), pick(paths), {
        ...{ severity: pick(['error', 'warning'] as const), entity: pick(['run', 'tomogram']) },
        message: pick(['x', 'y', 'z']),
        ...(random.integer(3) === 0 ? {} : { expected: pick(['p', 'q']) }),
      }),
    );
    const expected = compareAll(findings);
    known += expected.size;
    assert.ok(
      [...findCauses(findings)].every(([one, cause]) => expected.get(one) === cause) &&
        findCauses(findings).size === expected.size,
      JSON.stringify(findings),
    );
  }
  assert.ok(known > 500, `${known} consequences`);
});

test('are below the cause that follows from none, in their order', () => {
  const metadata = 'r/T/tomogram_metadata.json';
  const missing = (path: string) => finding('REFERENCE_MISSING', path, { expected: 'r/T/x.mrc' });
  const [wrong, first, second, other] = [
    finding('VOLUME_FORMAT_MISSING', 'r/T/x.mrc'),
    missing(metadata),
    missing('r/V/viewer.json'),
    finding('VOLUME_FORMAT_MISSING', 'r/U/x.mrc'),
  ];
  assert.equal(foldConsequences([second, first, other, wrong]), [
    other,
    { ...wrong, consequences: [second, first] },
  ]);
});

long('of eighty thousand findings', () => {
  const count = 20_000;
  const findings = Array.from({ length: count }, (_, index) => [
    finding('FILE_EMPTY', `r/f${index}`),
    finding('FILE_UNREFERENCED', `r/f${index}`),
    finding('REFERENCE_MISSING', `r/m${count - index}`, { expected: 'r/x' }),
    finding('JSON_INVALID', `r/j${index}`),
  ]).flat();
  const folded = foldConsequences(findings);
  assert.is(folded.filter(({ code }) => code === 'REFERENCE_MISSING').length, 1);
});

test.run();
