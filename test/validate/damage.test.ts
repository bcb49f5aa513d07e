import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom, type Random } from '../../demo/random.js';
import type { Depth, ValidationReport } from '../../src/validate/report.js';
import { rules } from '../../src/validate/rules/rules.js';
import { isWhole } from '../support/long.js';
import { run, spacingDirectory, tomogram } from './support/good-metadata.js';
import { goodTree } from './support/good-tree.js';
import { validateFiles } from './support/validate-files.js';

const test = suite('damaged files');

type Tree = Map<string, Uint8Array>;

/** A factor for the number of cases; a campaign sets it to 12. */
const rounds = Number(process.env.CRYOET_TEST_ROUNDS ?? (isWhole ? 1 : 0.4));
/** The number of damaged files at each depth, in each part of the tree. */
const cases: Readonly<Record<Depth, number>> = {
  headers: Math.round(45 * rounds),
  sample: Math.round(14 * rounds),
  deep: Math.round(14 * rounds),
};
const known = new Set(rules.map(({ code }) => code));

/** Parts of the good tree that are valid on their own; small, so that thousands of cases take seconds. */
const parts: Readonly<Record<string, (path: string) => boolean>> = {
  acquisition: (path) => /\/(?:Frames|Gains|TiltSeries|Alignments)\//.test(path),
  reconstruction: (path) =>
    /\/(?:Tomograms|NeuroglancerPrecompute|IdentifiedObjects)\/|Annotations\/10[012]|thumbnail/.test(path),
  masks: (path) => /Annotations\/10[34]|NeuroglancerPrecompute\/10[34]/.test(path),
  viewer: (path) => /NeuroglancerPrecompute\/|Annotations\/|tomogram-metadata/.test(path),
};

async function partOf(name: string): Promise<Tree> {
  const isPart = parts[name] as (path: string) => boolean;
  const files = [...(await goodTree())];
  return new Map(
    files.filter(([path]) => !path.startsWith(`${run}/`) || path.includes('/run_') || isPart(path)),
  );
}

/** Chunks, which `--depth headers` never opens. */
const unopened = /\.zarr\/\d\/\d/;

const describe = ({ findings }: ValidationReport) => JSON.stringify(findings);

function damage(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = bytes.slice();
  if (bytes.length === 0) return Uint8Array.of(random.integer(256));
  switch (random.integer(4)) {
    case 0:
      return bytes.slice(0, random.integer(bytes.length));
    case 1: {
      const at = random.integer(bytes.length);
      changed.fill(random.integer(256), at, at + random.integer(64));
      return changed;
    }
    default: {
      // A flipped bit does most harm in a header.
      const at = random.integer(Math.min(bytes.length, random.integer(2) === 0 ? 256 : bytes.length));
      changed[at] = (changed[at] as number) ^ (1 << random.integer(8));
      return changed;
    }
  }
}

for (const [index, part] of Object.keys(parts).entries()) {
  for (const depth of Object.keys(cases) as Depth[]) {
    test(`${part}: ${cases[depth]} cases at depth ${depth} neither fail nor hang`, async () => {
      const tree = await partOf(part);
      const paths = [...tree.keys()].filter((path) => depth !== 'headers' || !unopened.test(path));
      const random = createRandom(1000 * index + depth.length);
      for (let round = 0; round < cases[depth]; round++) {
        const path = paths[random.integer(paths.length)] as string;
        const before = tree.get(path) as Uint8Array;
        tree.set(path, damage(before, random));
        const report = await validateFiles(tree, depth);
        tree.set(path, before);
        assert.equal(report.failures, [], `round ${round}: ${path}`);
        for (const { code } of report.findings) assert.ok(known.has(code), code);
      }
    });
  }
}

/** Files for people only: their content is not checked. */
const unread = /_ctf\.txt$|\.xf$|Gains\/|Frames\/.*\.mrc$/;

test('a file that is cut is always found at depth deep', async () => {
  for (const part of Object.keys(parts)) {
    const tree = await partOf(part);
    const random = createRandom(7);
    const sound = describe(await validateFiles(tree, 'deep'));
    const paths = [...tree.keys()].filter((path) => !unread.test(path));
    for (let round = 0; round < 6 * rounds; round++) {
      const path = paths[random.integer(paths.length)] as string;
      const before = tree.get(path) as Uint8Array;
      const keep = random.integer(before.length - 1);
      tree.set(path, before.slice(0, keep));
      const found = describe(await validateFiles(tree, 'deep'));
      tree.set(path, before);
      assert.is.not(found, sound, `${path} cut from ${before.length} to ${keep} bytes`);
    }
  }
});

test('a flipped bit of a voxel is always found at depth deep', async () => {
  const tree = await partOf('reconstruction');
  const random = createRandom(8);
  const sound = describe(await validateFiles(tree, 'deep'));
  const places = [
    { path: `${tomogram}/TS_A.mrc`, from: 1024 },
    { path: `${tomogram}/TS_A.zarr/0/0/0/0`, from: 16 },
    { path: `${tomogram}/TS_A.zarr/0/0/1/1`, from: 16 },
  ];
  for (let round = 0; round < 12 * rounds; round++) {
    const { path, from } = places[round % places.length] as (typeof places)[number];
    const before = tree.get(path) as Uint8Array;
    const changed = before.slice();
    const at = from + random.integer(before.length - from);
    changed[at] = (changed[at] as number) ^ 0x80;
    tree.set(path, changed);
    const found = describe(await validateFiles(tree, 'deep'));
    tree.set(path, before);
    assert.is.not(found, sound, `bit 7 of byte ${at} of ${path}`);
  }
});

test('the parts are what they are meant to be', async () => {
  const tree = await partOf('masks');
  assert.ok([...tree.keys()].some((path) => path.startsWith(`${spacingDirectory}/Annotations/104/`)));
  assert.not.ok([...tree.keys()].some((path) => path.includes('/Frames/')));
});

test.run();
