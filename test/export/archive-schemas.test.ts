import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exportTree } from '../../src/api/export-tree.js';
import { croissantSchema, roCrateSchema } from './support/archive-schemas.js';
import { exportedTree } from './support/exported-tree.js';
import { madeRun, writeTree } from './support/made-tree.js';

const test = suite('exports for archives and the schemas of archives');

const { directory, remove, exported } = await exportedTree();
test.after(remove);

/** Exports a tree whose dataset has nothing but a title. */
async function bare(format: string) {
  const [tree, out] = [join(directory, `bare-${format}`), join(directory, `bare-${format}-out`)];
  const files = madeRun([]);
  await writeTree(tree, { ...files, '10001/dataset_metadata.json': { dataset_title: 'Only a title' } });
  const report = await exportTree(tree, out, format);
  return { report, text: (path: string) => readFile(join(out, path), 'utf8') };
}

/** Returns what a schema finds wrong with a document, as `path: keyword value`, sorted. */
function faultsOf(schema: object, document: string): string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { email: /^\S+@\S+$/ } });
  const check = ajv.compile(schema);
  check(JSON.parse(document));
  const named = (check.errors ?? []).map(({ instancePath, keyword, params }) => {
    const { missingProperty = '', type = '' } = params as Record<string, string>;
    return `${instancePath} ${keyword} ${missingProperty}${type}`.trim();
  });
  return [...new Set(named)].sort();
}

test('croissant: what its specification requires is there, or named as missing', async () => {
  const full = await exported('croissant');
  assert.equal(faultsOf(croissantSchema, await full.text('10001/croissant.json')), [
    'required license',
    'required url',
  ]);
  const losses = full.report.losses.map(({ loss }) => loss);
  assert.equal(losses, ['no licence: fill it in', 'no web page: fill it in']);
  const { report, text } = await bare('croissant');
  assert.equal(faultsOf(croissantSchema, await text('10001/croissant.json')), [
    '/creator minItems',
    '/description minLength',
    'required datePublished',
    'required license',
    'required url',
  ]);
  assert.equal(
    report.losses.map(({ loss }) => loss).sort(),
    ['authors', 'day of release', 'description', 'licence', 'web page'].map(
      (what) => `no ${what}: fill it in`,
    ),
  );
});

test('ro-crate: what its specification requires is there, or named as missing, and no entity is there twice', async () => {
  const full = await exported('ro-crate');
  const document = await full.text('10001/ro-crate-metadata.json');
  const withLicence = (crate: string) => {
    const { '@graph': graph, ...rest } = JSON.parse(crate);
    return JSON.stringify({
      ...rest,
      '@graph': graph.map((entity: Record<string, unknown>) =>
        entity['@id'] === './'
          ? { ...entity, license: { '@id': 'https://spdx.org/licenses/CC0-1.0' } }
          : entity,
      ),
    });
  };
  assert.equal(faultsOf(roCrateSchema, withLicence(document)), []);
  assert.ok(faultsOf(roCrateSchema, document).includes('/@graph contains'));
  assert.equal(
    full.report.losses.map(({ loss }) => loss),
    ['no licence: fill it in'],
  );
  const ids: string[] = JSON.parse(document)['@graph'].map((entity: { '@id': string }) => entity['@id']);
  assert.is(new Set(ids).size, ids.length);
});

test('croissant and empiar: names with blanks are no part of identifiers, and volumes without MRC no part of image sets', async () => {
  const [tree, out] = [join(directory, 'blanks'), join(directory, 'blanks-out')];
  const files = { ...madeRun([], { run: 'TS é 1' }), ...madeRun([], { run: 'TS_2' }) };
  const [path = ''] = Object.keys(files).filter((name) => /TS_2.*tomogram-metadata/.test(name));
  files[path] = { ...(files[path] as object), mrc_file: null };
  await writeTree(tree, files);
  await exportTree(tree, join(out, 'croissant'), 'croissant');
  const croissant = JSON.parse(await readFile(join(out, 'croissant/10001/croissant.json'), 'utf8'));
  const ids: string[] = croissant.distribution.map((file: { '@id': string }) => file['@id']);
  assert.equal(
    ids.filter((id) => /[^!-~]/.test(id)),
    [],
  );
  assert.ok(ids.includes('10001/TS%20%C3%A9%201/TiltSeries/100/TS%20%C3%A9%201.mrc'));
  const { losses } = await exportTree(tree, join(out, 'empiar'), 'empiar');
  const { imagesets } = JSON.parse(await readFile(join(out, 'empiar/10001/empiar.json'), 'utf8'));
  assert.equal(
    imagesets.map((set: Record<string, unknown>) => [set.directory, set.num_images_or_tilt_series]),
    [
      ['/data/tilt_series', 2],
      ['/data/tomograms', 1],
    ],
  );
  const item = '10001/TS_2 tomogram 100 at 10.000 Å';
  assert.equal(
    losses.filter((each) => each.item === item),
    [{ item, loss: 'left out: it has no MRC file' }],
  );
});

/** Adds a test that reads a published file below CRYOET_TEST_MODELS; skips it without the file. */
function testWith(path: string, title: string, check: (published: string) => Promise<void>): void {
  const place = join(process.env.CRYOET_TEST_MODELS ?? '/none', path);
  if (existsSync(place)) test(title, async () => check(await readFile(place, 'utf8')));
  else {
    process.stdout.write(`skipped, CRYOET_TEST_MODELS has no ${path}\n`);
    test.skip(title);
  }
}

testWith(
  'ro-crate/docs/_specification/1.1/context.jsonld',
  'ro-crate: the published context has every type and property',
  async (published) => {
    const { '@context': terms } = JSON.parse(published);
    const graph = JSON.parse(await (await exported('ro-crate')).text('10001/ro-crate-metadata.json'))[
      '@graph'
    ];
    const used: string[] = graph.flatMap((entity: Record<string, string>) => [
      entity['@type'],
      ...Object.keys(entity).filter((key) => !key.startsWith('@')),
    ]);
    assert.equal(
      [...new Set(used)].filter((term) => !(term in terms)),
      [],
    );
  },
);

testWith(
  'empiar-depositor/empiar_depositor/empiar_deposition.schema.json',
  'the schema of empiar-depositor accepts all but what is named as missing',
  async (published) => {
    // It repeats identifiers, which ajv refuses.
    const schema = JSON.parse(published, (key, entry) =>
      (key === '$id' || key === '$schema') && typeof entry === 'string' ? undefined : entry,
    );
    const full = await exported('empiar');
    const contact = (key: string, ...faults: string[]) =>
      ['/corresponding_author', '/principal_investigator/0'].flatMap((person) =>
        faults.map((fault) => `${person}/${key} ${fault}`),
      );
    const unknown = [...contact('country', 'enum', 'type string'), ...contact('organization', 'type string')];
    assert.equal(
      faultsOf(schema, await full.text('10001/empiar.json')),
      [...unknown, '/title minLength'].sort(),
    );
    const { report, text } = await bare('empiar');
    assert.equal(faultsOf(schema, await text('10001/empiar.json')), [
      '/authors minItems',
      '/citation/0/authors minItems',
      '/corresponding_author type object',
      '/principal_investigator minItems',
    ]);
    assert.ok(report.losses.some(({ loss }) => loss === 'no authors: fill it in'));
  },
);

test.run();
