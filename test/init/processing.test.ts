import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeMrc } from '../../demo/files/mrc.js';
import { parseYaml } from '../../src/deposition/config/parse-yaml.js';
import { composed, files, mdoc, runs, volume } from './support/composed.js';

const test = suite('what names of volumes say was done to them');

interface Section {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly sources: readonly Record<string, { readonly list_glob: string }>[];
}

/** Processing, software and correction of the CTF of tomograms by their names behind that of the run. */
async function treatmentsOf(names: readonly string[]) {
  const content = files();
  for (const run of runs) {
    delete content[`site/volumes/${run}_denoised.mrc`];
    for (const name of names)
      content[`site/${name.replace('{run}', run)}.mrc`] = volume([9, 4, 4], { voxelSize: 8 });
  }
  const { config, runs: found, placeholders } = await composed(content);
  assert.equal(found, [...runs].sort());
  const { tomograms } = parseYaml(config, 'config.yaml').value as unknown as {
    readonly tomograms: readonly Section[];
  };
  const said = tomograms.map(({ metadata, sources }) => {
    const { processing, processing_software: software, ctf_corrected: ctf } = metadata;
    const glob = sources[0]?.source_glob?.list_glob ?? '';
    return [glob.replace('{run_name}', '{run}').replace(/\.mrc$/, ''), [processing, software, ctf === true]];
  });
  return { said: Object.fromEntries(said) as Record<string, unknown[]>, config, placeholders };
}

test('every usual word for denoising, filters and the missing wedge is known, with the program it names', async () => {
  const expected: Record<string, [string, string | null, boolean]> = {
    'volumes/{run}_cryoCARE': ['denoised', 'cryoCARE', false],
    'cryo_care/{run}': ['denoised', 'cryoCARE', false],
    'volumes/{run}_isonet2': ['denoised', 'IsoNet', false],
    'isonet/deconv/{run}': ['filtered', 'IsoNet', true],
    'isonet/corrected/{run}_deconv': ['denoised', 'IsoNet', true],
    'volumes/{run}_topaz': ['denoised', 'Topaz', false],
    'volumes/{run}_DeepDeWedge': ['denoised', 'DeepDeWedge', false],
    'ddw/{run}': ['denoised', 'DeepDeWedge', false],
    'volumes/{run}_denoiset': ['denoised', 'DenoisET', false],
    'volumes/{run}_cryosamba': ['denoised', 'CryoSamba', false],
    'volumes/{run}_nad_eed_3d': ['filtered', 'IMOD', false],
    'warp_tiltseries/reconstruction/deconv/{run}_8.00Apx': ['filtered', 'Warp', true],
  };
  for (const [name, treatment] of Object.entries(expected)) {
    const { said } = await treatmentsOf([name]);
    assert.equal([name, said[name]], [name, treatment]);
  }
  const denied = 'volumes/{run}_not_denoised';
  assert.is((await treatmentsOf([denied])).said[denied]?.[0], 'raw');
});

test('words of methods that several programs have', async () => {
  for (const [word, processing] of [
    ['n2n', 'denoised'],
    ['noise2noise', 'denoised'],
    ['noise_to_noise', 'denoised'],
    ['nlm', 'denoised'],
    ['missing_wedge_corrected', 'denoised'],
    ['deconv', 'filtered'],
    ['bilateral', 'filtered'],
    ['median3', 'filtered'],
    ['gaussian', 'filtered'],
    ['nad', 'filtered'],
    ['lowpass60', 'filtered'],
    ['flt', 'filtered'],
  ] as const) {
    const { said } = await treatmentsOf([`volumes/{run}_${word}`]);
    assert.equal(said[`volumes/{run}_${word}`], [processing, null, word === 'deconv'], word);
  }
});

test('a volume is a tomogram where only a phrase says what was done to it', async () => {
  for (const [name, processing] of [
    ['missing_wedge_corrected', 'denoised'],
    ['cryo_care', 'denoised'],
    ['low_pass', 'filtered'],
  ] as const) {
    const content: Record<string, string | Uint8Array> = {};
    for (const run of runs) {
      content[`lab/${run}_${name}.mrc`] = volume([9, 4, 4], {});
      content[`lab/${run}.mdoc`] = mdoc(3);
    }
    const { config, unused } = await composed(content);
    assert.equal(unused, [], name);
    assert.match(config, `processing: ${processing} #`, name);
  }
});

test('the program in a name has a comment that says where it came from', async () => {
  const { config, placeholders } = await treatmentsOf(['volumes/{run}_cryocare', 'volumes/{run}_isonet']);
  assert.match(config, 'processing_software: cryoCARE # as the names say');
  assert.match(config, 'processing_software: IsoNet # as the names say');
  assert.equal(
    placeholders.filter(({ path }) => path.endsWith('processing_software')),
    [],
  );
});

test('volumes on the way to the membranes of TomoSegMemTV are no tomograms, and its labels are a mask', async () => {
  const labels = encodeMrc(
    { shape: [9, 4, 4], values: Float32Array.from({ length: 144 }, (_, i) => i % 3) },
    { mode: 1, voxelSize: 8 },
  );
  for (const [directory, end] of [
    ['volumes', '_tv_labels.mrc'],
    ['volumes', '.labels.mrc'],
    ['segmented', '_tv.labels.mrc'],
    ['tomosegmemtv', '_labels.mrc'],
    ['seg', '_tv_labels.mrc'],
  ] as const) {
    const content = files();
    const steps = ['s3', 'tv', 'surf', 'tv2', 'flt'].map((step) => `${directory}/{run}_${step}.mrc`);
    for (const run of runs) {
      delete content[`site/labels/${run}_membrane.mrc`];
      for (const step of steps) content[`site/${step.replace('{run}', run)}`] = volume([9, 4, 4], {});
      content[`site/${directory}/${run}${end}`] = labels;
    }
    const { config, unused, runs: found } = await composed(content);
    assert.equal(found, [...runs].sort());
    const left = steps.flatMap((step) => runs.map((run) => `site/${step.replace('{run}', run)}`)).sort();
    assert.equal(
      unused.map(({ path }) => path),
      left,
      end,
    );
    for (const { reason } of unused) assert.match(reason, /^step of TomoSegMemTV, whose labels /);
    assert.is(config.match(/SegmentationMask:/g)?.length, 1, end);
    assert.match(config, 'name: membrane # after the names of the files', end);
  }
});

test('a filtered volume is one also where its name ends as a step of TomoSegMemTV does', async () => {
  for (const words of [['flt'], ['s2'], ['surf'], ['tv'], ['tv', 'flt']]) {
    const content = files();
    for (const run of runs)
      for (const word of words) content[`site/volumes/${run}_${word}.mrc`] = volume([9, 4, 4], {});
    const { unused } = await composed(content);
    assert.equal(unused, [], `${words}`);
  }
});

test('a volume that ends in tv is total variation where it has negative values, else votes', async () => {
  for (const [lift, left] of [
    [0, []],
    [1, runs.map((run) => `site/volumes/${run}_tv.mrc`).sort()],
  ] as const) {
    const content = files();
    const values = Float32Array.from({ length: 144 }, (_, i) => lift + Math.sin(i));
    const votes = encodeMrc({ shape: [9, 4, 4], values }, { mode: 2, voxelSize: 8 });
    for (const run of runs) content[`site/volumes/${run}_tv.mrc`] = votes;
    const { unused } = await composed(content);
    assert.equal(
      unused.map(({ path }) => path),
      left,
    );
  }
  assert.is((await treatmentsOf(['volumes/{run}_tv'])).said['volumes/{run}_tv']?.[0], 'filtered');
});

test('methods in names tell tomograms of one spacing apart; one that no name says may be any', async () => {
  const asked = async (...names: readonly string[]) => {
    const { placeholders } = await treatmentsOf(names.map((name) => `methods/{run}_${name}`));
    return placeholders.filter(({ path }) => path.endsWith('processing_software')).length;
  };
  // The tomograms of the folder itself have no method in their names.
  assert.is(await asked('wbp'), 1);
  assert.is(await asked('wbp', 'sirt'), 2);
  assert.is(await asked('wbp_denoised', 'sirt_denoised'), 0);
  assert.is(await asked('wbp_denoised', 'bin4_wbp_denoised'), 1);
});

test.run();
