import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CryoetError } from '../../src/base/errors.js';
import { caseAt, type LoadedTarget, loadTargets } from './cases.js';
import { defaultSeed } from './options.js';
import { targets } from './targets/index.js';

const test = suite('readers that are fuzzed');

let loaded: readonly LoadedTarget[];
test.before(async () => {
  loaded = await loadTargets(targets);
});

test('every target reads one of its seeds at least, since mutations of what is refused test little', async () => {
  const refused: string[] = [];
  for (const target of loaded) {
    if (!(await readsOne(target))) refused.push(target.name);
  }
  assert.equal(refused, []);
});

async function readsOne({ inputs, read }: LoadedTarget): Promise<boolean> {
  for (const files of inputs) {
    try {
      await read(files);
      return true;
    } catch {
      // The next one may be readable.
    }
  }
  return false;
}

/** A sample: `npm run campaign -- fuzz` reads 300,000 cases, and looks at time and memory too. */
const cases = 400;

test(`${cases} damaged inputs are read or refused with an error of this project`, async () => {
  let read = 0;
  for (let index = 0; index < cases; index++) {
    const { target, files } = caseAt(loaded, defaultSeed, index);
    try {
      await target.read(files);
      read++;
    } catch (error) {
      if (!(error instanceof CryoetError))
        assert.unreachable(`${target.name}, case ${index}: ${error instanceof Error ? error.stack : error}`);
    }
  }
  assert.ok(read > cases / 10, `${read} were read`);
});

test.run();
