import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { drawKeyImage } from '../../src/pipeline/key-image/draw-key-image.js';
import { listFaults, noSettings } from '../../src/validate/finding.js';
import type { ValidationReport } from '../../src/validate/report.js';
import { rules } from '../../src/validate/rules/rules.js';
import type { ValidateOptions } from '../../src/validate/validate.js';
import { loadKernels } from '../../src/volume/kernels/load-kernels.js';
import { keyImageNames } from '../../src/volume/key-image.js';
import { packedPng } from '../formats/support/packed-png.js';
import { add, all, editBytes, remove, removeBelow, rename, setJson, unsetJson } from './mutations/edit.js';
import type { Tree } from './mutations/mutation.js';
import { frameNames, run, spacingDirectory, tiltSeries, tomogram } from './support/good-metadata.js';
import { goodTree } from './support/good-tree.js';
import { frameFile } from './support/good-volumes.js';
import { rechunk } from './support/rechunk.js';
import { codesOf, plainScanner, validateFiles } from './support/validate-files.js';

const test = suite('one damage');

const mrc = `${tomogram}/TS_A.mrc`;
const zarr = `${tomogram}/TS_A.zarr`;

async function reportOf(change: (tree: Tree) => void): Promise<ValidationReport> {
  const tree = await goodTree();
  change(tree);
  const report = await validateFiles(tree, 'deep');
  assert.equal(report.failures, []);
  return report;
}

function found({ findings }: ValidationReport, code: string): string {
  const all = findings.filter((finding) => finding.code === code);
  assert.is(all.length, 1, `${code}: ${all.length} findings`);
  return `${all[0]?.path}: ${all[0]?.message} | ${all[0]?.found ?? ''}`;
}

const headerWord = (offset: number, value: number) =>
  editBytes(mrc, (_, view) => {
    view.setInt32(offset, value, true);
    return undefined;
  });
const headerFloat = (offset: number, value: number) =>
  editBytes(mrc, (_, view) => {
    view.setFloat32(offset, value, true);
    return undefined;
  });

test('a level whose chunks are too large to look into is not called valid', async () => {
  const report = await reportOf(setJson(`${zarr}/0/.zarray`, 'chunks', [4096, 4096, 4096]));
  assert.match(found(report, 'CHUNK_UNDECODABLE'), `${zarr}/0/.zarray`);
});

test('NaN in the header is no statistic that was left out', async () => {
  assert.equal(codesOf(await reportOf(headerFloat(84, Number.NaN))), ['MRC_MEAN_WRONG']);
  assert.equal(codesOf(await reportOf(headerFloat(76, Number.NaN))), ['MRC_EXTREMES_WRONG']);
  assert.equal(codesOf(await reportOf(headerFloat(216, Number.NaN))), ['MRC_RMS_WRONG']);
});

test('a window is the choice of a curator unless it cannot show the data', async () => {
  const view = new DataView((await goodTree()).get(mrc)!.slice().buffer);
  const [min, max] = [view.getFloat32(76, true), view.getFloat32(80, true)];
  const at = (share: number) => min + share * (max - min);
  const windowed = async (window: object) => {
    const tree = await goodTree();
    setJson(`${zarr}/.zattrs`, 'omero', { channels: [{ window }] })(tree);
    return validateFiles(tree, 'headers');
  };
  for (const [start, end, severity] of [
    [at(0.4), at(0.5), null],
    [at(-20), at(20), null],
    [at(0.5), at(0.505), 'error'],
    [at(-60), at(60), 'error'],
    [at(0.6), at(0.6), 'error'],
    [at(1), at(2), 'error'],
  ] as const) {
    const { findings } = await windowed({ min, max, start, end });
    assert.equal(
      findings.map((finding) => finding.severity),
      severity === null ? [] : [severity],
      `${start} to ${end}`,
    );
  }
  const { findings } = await windowed({ min: at(-0.5), max, start: min, end: max });
  assert.equal(
    findings.map(({ code, severity }) => [code, severity]),
    [['ZARR_CONTRAST_WRONG', 'warning']],
  );
});

test('a deposited picture of the size of its tomogram is compared with it only if the ledger does not know it', async () => {
  const pathOf = (name: string) => `${spacingDirectory}/Images/100/key-photo-${name}.png`;
  const picture = {
    width: 18,
    height: 20,
    data: Uint8Array.from({ length: 18 * 20 }, (_, at) => 255 * (at % 2)),
  };
  const images = new Map<string, Uint8Array>();
  const kernels = await loadKernels();
  for (const name of keyImageNames)
    images.set(pathOf(name), await drawKeyImage(kernels, name, { slab: picture, overlays: [] }));
  const photo = (ledger: string, size: number) => (tree: Tree) => {
    for (const [path, bytes] of images) tree.set(path, bytes);
    if (size !== 18) tree.set(pathOf('original'), packedPng({ width: size, height: 20, depth: 4 }));
    if (ledger !== '') add(`.cryoet/ledger/runs/10001/TS_A.jsonl`, ledger)(tree);
  };
  const line = (proof: object) =>
    [
      { format: 'cryoet-ledger', formatVersion: 1 },
      {
        item: 'key_image photo of run TS_A',
        type: 'key_image',
        made: 'a',
        proof: { tool: 'a', settings: 'a', sources: 'a', output: 'a', ...proof },
        files: [...images.keys()].map((path) => ({ path, bytes: images.get(path)?.length })),
      },
    ]
      .map((each) => `${JSON.stringify(each)}\n`)
      .join('');
  const only = rules.filter(({ code }) => code === 'KEY_IMAGE_DIFFERS');
  const plain = { createScanner: plainScanner('deep'), rules: only };
  const codes = async (ledger: string, size = 18) => {
    const tree = await goodTree();
    photo(ledger, size)(tree);
    return codesOf(await validateFiles(tree, 'deep', plain));
  };
  assert.equal(await codes(''), ['KEY_IMAGE_DIFFERS']);
  assert.equal(await codes(line({ from: { tomogram: 'a' } })), ['KEY_IMAGE_DIFFERS']);
  assert.equal(await codes(line({})), []);
  // What was drawn has the size of the sections.
  assert.equal(await codes(line({ from: { tomogram: 'a' } }), 30), ['KEY_IMAGE_DIFFERS']);
});

test('a character that is not seen is spelled out', async () => {
  const title = setJson('10001/dataset_metadata.json', 'dataset_title', 'A\u00ad title');
  const text = found(await reportOf(title), 'TEXT_NOT_PLAIN');
  assert.match(text, 'dataset_title: a character that is not seen | "A\\u00ad title"');
});

test('the place of a voxel that is NaN is told', async () => {
  const at = (2 * 20 + 3) * 18 + 5;
  const report = await reportOf(headerFloat(1024 + 4 * at, Number.NaN));
  assert.match(found(report, 'FORMATS_DIFFER'), '1 of 4320 voxels differ, the first at z, y, x = 2, 3, 5');
});

test('labels that are only listed, and only in the data, are named', async () => {
  const attributes = `${spacingDirectory}/Annotations/104/vesicles-1.0_instancesegmentationmask.zarr/.zattrs`;
  const label = 'multiscales.0.metadata.image-label.colors.2.label-value';
  const report = await reportOf(setJson(attributes, label, 9));
  assert.match(found(report, 'LABELS_DATA_DIFFER'), /\| in the data only: 3; listed only: 9$/);
});

test('the place of a difference is that of the first, not of the largest', async () => {
  const small = 1024 + 4 * (3 * 18 + 2);
  const large = 1024 + 4 * (3 * 18 + 7);
  const report = await reportOf(all(headerFloat(large, 900), headerFloat(small, 0.015625)));
  assert.match(found(report, 'FORMATS_DIFFER'), 'the first at z, y, x = 0, 3, 2');
});

test('chunks named with dots are one fault of each level', async () => {
  const report = await reportOf((tree) => {
    for (const level of [0, 1, 2]) {
      setJson(`${zarr}/${level}/.zarray`, 'dimension_separator', '.')(tree);
      for (const path of [...tree.keys()]) {
        const inside = path.startsWith(`${zarr}/${level}/`) ? path.slice(`${zarr}/${level}/`.length) : '';
        if (/^\d/.test(inside)) rename(path, `${zarr}/${level}/${inside.replaceAll('/', '.')}`)(tree);
      }
    }
  });
  assert.equal(
    report.findings.map(({ code }) => code),
    ['ZARR_STORAGE_WRONG', 'ZARR_STORAGE_WRONG', 'ZARR_STORAGE_WRONG'],
  );
});

test('an order that is not that of the voxels is told, and what it makes of them', async () => {
  assert.equal(codesOf(await reportOf(setJson(`${zarr}/0/.zarray`, 'order', 'F'))), [
    'FORMATS_DIFFER',
    'PYRAMID_WRONG',
    'ZARR_STORAGE_WRONG',
  ]);
});

test('a level may have attributes of its own', async () => {
  assert.equal((await reportOf(add(`${zarr}/0/.zattrs`, '{}'))).findings, []);
});

test('a wrong size in an MRC header does not put points and masks outside the tomogram', async () => {
  for (const count of [-5, 0, 1]) {
    const codes = codesOf(await reportOf(headerWord(4, count)));
    assert.ok(codes.includes('VOLUME_SIZE_DIFFERS'));
    for (const code of ['POINT_OUT_OF_BOUNDS', 'MASK_SIZE_DIFFERS', 'SPACING_ALIGNMENT_DIFFERS']) {
      assert.not(codes.includes(code), `${count}: ${code}`);
    }
  }
});

test('one wrong frame is told, also the first, and not all others', async () => {
  const [first = ''] = frameNames;
  const report = await reportOf(
    editBytes(`${run}/Frames/${first}`, (_, view) => {
      for (const offset of [0, 28]) view.setInt32(offset, 77, true);
      view.setFloat32(40, 1, true);
      return undefined;
    }),
  );
  for (const code of ['FRAME_DIMENSIONS_DIFFER', 'FRAME_SPACING_DIFFERS'])
    assert.match(found(report, code), first);
  for (const code of ['GAIN_DIMENSIONS_DIFFER', 'GAIN_SPACING_DIFFERS', 'SPACING_NOT_MULTIPLE']) {
    assert.not(codesOf(report).includes(code), code);
  }
});

for (const [what, size, framePixel, spacing, binning, isTold] of [
  ['a fraction that is stated', [7, 6], 3.37 / 1.5, 3.37, 1.5, false],
  ['a fraction that is not stated', [7, 6], 3.37 / 1.5, 3.37, undefined, true],
  ['a fraction other than the stated one', [7, 6], 3.37 / 1.5, 3.37, 2.5, true],
  ['a fraction to which images were resampled', [35, 28], 3.37 / 2.5, 3.37, undefined, false],
  ['a fraction to which turned images were resampled', [28, 35], 3.37 / 2.5, 3.37, undefined, false],
  ['a fraction to which one side was resampled', [35, 17], 3.37 / 2.5, 3.37, undefined, true],
  ['a multiple in floating point', [7, 6], 1.96, 7.84, undefined, false],
  ['a multiple that was rounded', [7, 6], 0.6757, 5.41, undefined, false],
  ['a multiple but for a hundredth', [7, 6], 0.6757, 5.39, undefined, true],
  ['ten times a spacing, as stated', [7, 6], 0.337, 3.37, 10, true],
] as const) {
  test(`a pixel spacing that is ${what} is ${isTold ? '' : 'not '}told`, async () => {
    const frames = frameNames.map((name, index) =>
      add(`${run}/Frames/${name}`, frameFile([2, ...size], framePixel, index)),
    );
    const metadata = `${tiltSeries}/tiltseries_metadata.json`;
    const report = await reportOf(
      all(
        ...frames,
        setJson(metadata, 'pixel_spacing', spacing),
        setJson(metadata, 'binning_from_frames', binning),
      ),
    );
    assert.is(codesOf(report).includes('SPACING_NOT_MULTIPLE'), isTold);
  });
}

test('a binning is compared with the sides of frames that have no pixel spacing', async () => {
  for (const [size, binning, isTold] of [
    [[28, 22], 2, false],
    [[28, 22], 4, true],
    [[28, 30], 4, false],
    [[19, 15], 1, false],
  ] as const) {
    const frames = frameNames.map((name, index) =>
      add(`${run}/Frames/${name}`, frameFile([2, ...size], 0, index)),
    );
    const stated = setJson(`${tiltSeries}/tiltseries_metadata.json`, 'binning_from_frames', binning);
    assert.is(codesOf(await reportOf(all(...frames, stated))).includes('BINNING_WRONG'), isTold);
  }
});

test('the name of a run is no column to fill in, whatever its characters', () => {
  const rule = rules.find(({ code }) => code === 'TEXT_NOT_PLAIN');
  const found = (text: string, run = 'TS_{a}', key = 'annotation_method') => {
    const place = { path: 'a', entity: 'annotation', dataset: '1', run, problem: null, size: 0 };
    const context = { ...place, kind: 'annotation_metadata', value: { [key]: text } } as const;
    return rule?.on === 'json' ? listFaults(rule.check(context)).length : null;
  };
  assert.is(found('picked in TS_{a} by hand'), 0);
  assert.is(found('picked in TS_{a} with {software}'), 1);
  assert.is(found('picked with {name}', 'name'), 1);
  // An ingest copies the filter of listed objects as it is.
  assert.is(found('{run_name}', 'TS_1', 'filter_value'), 0);
});

for (const [level, chunk, isCompared] of [
  [1, [2, 6, 4], true],
  [1, [6, 10, 9], true],
  [0, [4, 6, 10], true],
  [0, [3, 5, 7], false],
] as const) {
  test(`chunks of ${chunk.join(' × ')} in level ${level} are ${isCompared ? '' : 'not '}held against the others`, async () => {
    const tree = await goodTree();
    await rechunk(tree, zarr, level, chunk);
    const good = await validateFiles(tree, 'deep');
    assert.equal(good.findings, []);
    assert.is(
      good.notChecked.some((line) => line.startsWith('the binning of 1 level of volumes: ')),
      !isCompared,
    );
    if (!isCompared) return;
    assert.is(good.looked.chunksRead, good.looked.chunks);
    await rechunk(tree, zarr, level, chunk, ([first = 0, ...others]) => [
      first,
      ...others.map((value) => value + 1),
    ]);
    const codes = codesOf(await validateFiles(tree, 'deep'));
    assert.ok(codes.includes('PYRAMID_WRONG'), codes.join());
  });
}

test('a file of annotations that is cut is told by its size', async () => {
  const path = `${spacingDirectory}/NeuroglancerPrecompute/100-point_precompute/spatial0/0_0_0`;
  const report = await reportOf(editBytes(path, (bytes) => bytes.subarray(0, bytes.length - 5)));
  assert.match(found(report, 'PRECOMPUTE_COUNT_WRONG'), 'that of no number of annotations');
});

test('blank lines of a point file are told once, as what they are', async () => {
  const path = `${spacingDirectory}/Annotations/100/ribosome-1.0_point.ndjson`;
  const withEnd = (end: string) =>
    reportOf(editBytes(path, (bytes) => new Uint8Array(Buffer.concat([bytes, Buffer.from(end)]))));
  const lines = async (end: string) =>
    (await withEnd(end)).findings.map(({ code, line, message, found }) => ({ code, line, message, found }));
  const [many] = await lines('\n\n \r\n');
  assert.equal(
    { ...many, line: 0 },
    { code: 'POINT_INVALID', line: 0, message: '3 blank lines, this one the first', found: undefined },
  );
  assert.is((await lines('\n\n \r\n')).length, 1);
  assert.equal(
    (await lines('\n')).map(({ message }) => message),
    ['a blank line'],
  );
});

for (const [path, code] of [
  [`${run}/run_metadata.json`, 'JSON_INVALID'],
  [mrc, 'MRC_UNREADABLE'],
  [`${zarr}/0/.zarray`, 'ZARR_UNREADABLE'],
  [`${zarr}/0/0/0/0`, 'CHUNK_UNDECODABLE'],
  [`${run}/Frames/TS_A.mdoc`, 'MDOC_UNREADABLE'],
  [`${run}/TiltSeries/100/TS_A.rawtlt`, 'RAWTILT_EMPTY'],
] as const) {
  test(`that ${path} is empty is told once, and as ${code} where that rule runs alone`, async () => {
    const tree = await goodTree();
    tree.set(path, new Uint8Array(0));
    const codes = async (options: Partial<ValidateOptions> = {}) =>
      (await validateFiles(tree, 'deep', options)).findings.map((finding) => finding.code);
    assert.equal(await codes(), ['FILE_EMPTY']);
    assert.equal(await codes({ rules: rules.filter((rule) => rule.code === code) }), [code]);
    const settings = { ...noSettings, forced: new Map([['FILE_EMPTY', 'ignore'] as const]) };
    assert.equal(await codes({ settings }), [code]);
  });
}

test('a level whose only chunk is lost is told once', async () => {
  const tree = await goodTree();
  remove(`${zarr}/2/0/0/0`)(tree);
  const codes = async (options: Partial<ValidateOptions> = {}) =>
    (await validateFiles(tree, 'deep', options)).findings.map((finding) => finding.code);
  assert.equal(await codes(), ['ZARR_LEVEL_EMPTY']);
  assert.equal(await codes({ rules: rules.filter(({ code }) => code === 'CHUNK_MISSING') }), [
    'CHUNK_MISSING',
  ]);
});

test('a list of identified objects that is gone is missed', async () => {
  const path = `${run}/IdentifiedObjects/identified_objects.json`;
  assert.match(found(await reportOf(remove(path)), 'OBJECTS_COUNT_WRONG'), path);
});

test('a tomogram of which pictures and the viewer configuration are left is missed', async () => {
  const report = await reportOf(removeBelow(`${spacingDirectory}/Tomograms`));
  assert.match(found(report, 'METADATA_MISSING'), `${tomogram}/tomogram-metadata.json`);
  assert.match(found(report, 'VOLUME_FORMAT_MISSING'), 'missing, as MRC and as OME-Zarr');
});

test('a dataset in a directory that is not a number is told', async () => {
  assert.match(
    found(await reportOf(rename('10001', 'mine')), 'IDENTIFIER_DISAGREES'),
    'mine/dataset_metadata.json',
  );
});

test('a level with an axis of one sample before its three is read like any other', async () => {
  const report = await reportOf((tree) => {
    const path = `${zarr}/0/.zarray`;
    const document = JSON.parse(Buffer.from(tree.get(path) ?? '').toString());
    const { shape, chunks } = document;
    add(path, JSON.stringify({ ...document, shape: [1, ...shape], chunks: [1, ...chunks] }))(tree);
    for (const key of [...tree.keys()]) {
      if (!/\/0\/\d+\/\d+\/\d+$/.test(key) || !key.startsWith(`${zarr}/0/`)) continue;
      rename(key, `${zarr}/0/0/${key.slice(`${zarr}/0/`.length)}`)(tree);
    }
  });
  assert.equal(codesOf(report), []);
});

test('a level that does not say its order is read in C order', async () => {
  const report = await reportOf(
    all(unsetJson(`${zarr}/0/.zarray`, 'order'), (tree) => {
      const [chunk = ''] = [...tree.keys()].filter((key) => key.startsWith(`${zarr}/0/0/`));
      editBytes(chunk, (bytes) => bytes.subarray(0, bytes.length - 1))(tree);
    }),
  );
  assert.equal(codesOf(report), ['CHUNK_UNDECODABLE', 'ZARR_STORAGE_WRONG']);
});

test.run();
