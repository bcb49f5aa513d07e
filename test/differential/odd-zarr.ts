import { createRandom } from '../../demo/random.js';
import { addBombs, addDamage } from './damaged-zarr.js';
import { makeImage } from './make-array.js';
import { cut, type OddFile } from './odd-file.js';
import { plainAttributes } from './plain-volume.js';
import { type Add, blosc, codecs, plain, shape } from './zarr-cases.js';

/** OME-Zarrs of one level: unusual ones that are valid, ones that lie about themselves, and damaged ones. */
export async function oddZarr(): Promise<OddFile[]> {
  const files: OddFile[] = [];
  const add: Add = async (name, made, change) => {
    const own = await makeImage({ ...plain, ...made });
    await change?.(own);
    const [z = 1, y = 1, x = 1] = (made.shape ?? shape).slice(-3);
    files.push({ name, files: own, shape: [z, y, x] });
  };
  await addTypes(add);
  await addCodecs(add);
  await addMetadata(add);
  await addShapes(add);
  await addMissing(add);
  await addDamage(add);
  await addBombs(add);
  await addAttributes(add);
  return files;
}

/** `<f4` as a name. */
function nameOf(dtype: string): string {
  return dtype.replace('<', 'le_').replace('>', 'be_').replace('|', '');
}

/** A JSON value as a name. */
function nameOfValue(value: unknown): string {
  const text = String(JSON.stringify(value)).replaceAll('-', 'minus').replaceAll('=', 'native');
  return text.replaceAll(/[^0-9a-z]/gi, '').toLowerCase() || 'nothing';
}

async function addTypes(add: Add): Promise<void> {
  for (const code of ['i1', 'u1', 'b1'])
    for (const order of '<>|') await add(`type_${nameOf(order + code)}`, { dtype: order + code });
  for (const code of ['i2', 'u2', 'i4', 'u4', 'f2', 'f4', 'f8']) {
    for (const order of '<>') {
      await add(`type_${nameOf(order + code)}`, { dtype: order + code });
      await add(`type_${nameOf(order + code)}_blosc`, { dtype: order + code, compressor: blosc('lz4', 1) });
    }
  }
  await add('type_le_i8', { dtype: '<i8' });
  await add('type_u1_above_127', { dtype: '|u1', value: (index) => 136 + index });
  await add('type_u2_above_32767', { dtype: '<u2', value: (index) => 40_000 + index });
  await add('type_i2_negative', { dtype: '<i2', value: (index) => -index });
  await add('type_i1_negative', { dtype: '|i1', value: (index) => -index });
  for (const dtype of [
    '|S4',
    '<c8',
    '<M8',
    'f4',
    '=f4',
    '<f3',
    '<f16',
    '',
    'float32',
    '|V4',
    [['x', '<f4']],
    null,
    4,
  ]) {
    await add(`type_named_${nameOfValue(dtype)}`, { metadata: { dtype } });
  }
  const special = [1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, Math.fround(1e-42)];
  for (const dtype of ['<f4', '>f4', '<f8']) {
    await add(`not_finite_${nameOf(dtype)}`, { dtype, value: (index) => special[index] ?? index % 9 });
  }
}

async function addCodecs(add: Add): Promise<void> {
  for (const [name, compressor] of Object.entries(codecs)) {
    for (const separator of ['/', '.'] as const) {
      await add(`codec_${name}_${separator === '/' ? 'nested' : 'flat'}`, { compressor, separator });
    }
  }
  for (const cname of ['lz4', 'lz4hc', 'zstd', 'zlib', 'blosclz']) {
    for (const shuffle of [0, 1, 2])
      await add(`codec_blosc_${cname}_shuffle${shuffle}`, { compressor: blosc(cname, shuffle) });
  }
  const random = createRandom(5);
  const noise = Float32Array.from({ length: 16 * 16 * 16 }, () => random.uniform());
  await add('codec_blosc_noise', {
    shape: [16, 16, 16],
    chunks: [16, 16, 16],
    compressor: blosc('lz4', 1),
    value: (index) => noise[index] ?? 0,
  });
  await add('codec_blosc_level_0', { compressor: { ...blosc('lz4', 0), clevel: 0 } });
  for (const id of ['bz2', 'lzma', 'unheard', '', 'zfpy'])
    await add(`codec_named_${id || 'nothing'}`, { metadata: { compressor: { id } } });
  await add('codec_without_id', { metadata: { compressor: { level: 3 } } });
  await add('codec_text', { metadata: { compressor: 'gzip' } });
  await add('codec_list', { metadata: { compressor: [] } });
  await add('codec_left_out', { metadata: { compressor: undefined } });
  await add('codec_lies_gzip_is_none', { metadata: { compressor: { id: 'gzip' } } });
  await add('codec_lies_gzip_is_zlib', {
    compressor: { id: 'zlib' },
    metadata: { compressor: { id: 'gzip' } },
  });
  await add('codec_lies_zlib_is_gzip', {
    compressor: { id: 'gzip' },
    metadata: { compressor: { id: 'zlib' } },
  });
  await add('codec_lies_none_is_gzip', { compressor: { id: 'gzip' }, metadata: { compressor: null } });
  await add('codec_lies_blosc_shuffle', {
    compressor: blosc('lz4', 1),
    metadata: { compressor: blosc('zstd', 0) },
  });
}

async function addMetadata(add: Add): Promise<void> {
  const keys: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    order_left_out: { order: undefined },
    order_null: { order: null },
    order_f: { order: 'F' },
    order_small: { order: 'c' },
    order_odd: { order: 'K' },
    filters_empty: { filters: [] },
    filters_left_out: { filters: undefined },
    filters_delta: { filters: [{ id: 'delta', dtype: '<f4' }] },
    filters_object: { filters: {} },
    filters_text: { filters: 'delta' },
    format_left_out: { zarr_format: undefined },
    format_3: { zarr_format: 3 },
    format_1: { zarr_format: 1 },
    format_text: { zarr_format: '2' },
    separator_odd: { dimension_separator: '-' },
    separator_null: { dimension_separator: null },
    shape_left_out: { shape: undefined },
    chunks_left_out: { chunks: undefined },
    shape_text: { shape: '4,5,6' },
    shape_of_texts: { shape: ['4', '5', '6'] },
    shape_zero: { shape: [0, 5, 6] },
    shape_negative: { shape: [4, -5, 6] },
    shape_fraction: { shape: [4, 5.5, 6] },
    chunks_zero: { chunks: [2, 0, 4] },
    chunks_negative: { chunks: [2, -3, 4] },
    chunks_fraction: { chunks: [2, 3.5, 4] },
    chunks_fewer: { chunks: [2, 3] },
    chunks_number: { chunks: 4 },
    shape_float_spelled: { shape: [4.0, 5.0, 6.0] },
    unknown_key: { surplus: true },
  };
  for (const [name, metadata] of Object.entries(keys)) await add(`array_${name}`, { metadata });
  await add('array_separator_left_out', { separator: '.', metadata: { dimension_separator: undefined } });
  const fills = [
    null,
    undefined,
    0,
    5,
    -3,
    1.5,
    'NaN',
    'Infinity',
    '-Infinity',
    true,
    '',
    'AAAAAA==',
    '5',
    [0],
    {},
  ];
  for (const [index, fill_value] of fills.entries()) {
    const metadata = { fill_value };
    await add(`fill_${index}_${nameOfValue(fill_value)}_whole`, { metadata });
    await add(`fill_${index}_${nameOfValue(fill_value)}_missing`, { metadata, missing: ['0/1/0', '1/1/1'] });
  }
  for (const dtype of ['|i1', '<i2', '<u2', '>i4', '<f8', '>f4', '<f2']) {
    await add(`fill_7_${nameOf(dtype)}`, { dtype, metadata: { fill_value: 7 }, missing: ['0/1/0'] });
  }
  const texts: Readonly<Record<string, (text: string) => string>> = {
    bom: (text) => `\ufeff${text}`,
    bare_nan: (text) => text.replace('"fill_value":0', '"fill_value":NaN'),
    comment: (text) => `// made by hand\n${text}`,
    trailing_comma: (text) => text.replace(/}$/, ',}'),
    cut: (text) => text.slice(0, 60),
    empty: () => '',
    list: (text) => `[${text}]`,
    null: () => 'null',
    twice: (text) => text.replace('"order":"C"', '"order":"F","order":"C"'),
    large_numbers: (text) => text.replace('"zarr_format":2', '"zarr_format":2.0e0'),
    blanks: (text) => `\n\n  ${text}\n\0`,
    not_utf8: (text) => text.replace('"order"', '"\u00ff":1,"order"'),
  };
  for (const [name, change] of Object.entries(texts)) {
    await add(`array_text_${name}`, {}, (files) => {
      const text = Buffer.from(files.get('0/.zarray') ?? []).toString();
      files.set(
        '0/.zarray',
        Uint8Array.from(Buffer.from(change(text), name === 'not_utf8' ? 'latin1' : 'utf8')),
      );
    });
  }
}

async function addShapes(add: Add): Promise<void> {
  const shapes: readonly (readonly [readonly number[], readonly number[]])[] = [
    [
      [1, 5, 6],
      [1, 5, 6],
    ],
    [
      [1, 1, 1],
      [1, 1, 1],
    ],
    [
      [4, 5, 6],
      [4, 5, 6],
    ],
    [
      [4, 5, 6],
      [8, 8, 8],
    ],
    [
      [4, 5, 6],
      [1, 1, 1],
    ],
    [
      [5, 5, 5],
      [2, 5, 5],
    ],
    [
      [5, 6],
      [3, 4],
    ],
    [[6], [4]],
    [
      [1, 4, 5, 6],
      [1, 2, 3, 4],
    ],
    [
      [1, 1, 4, 5, 6],
      [1, 1, 2, 3, 4],
    ],
    [
      [2, 4, 5, 6],
      [1, 2, 3, 4],
    ],
    [
      [1, 4, 5, 6],
      [2, 2, 3, 4],
    ],
    [
      [3, 2, 4, 5, 6],
      [1, 1, 2, 3, 4],
    ],
    [
      [1, 1, 1, 4, 5, 6],
      [1, 1, 1, 2, 3, 4],
    ],
    [
      [1, 1, 5, 6],
      [1, 1, 3, 4],
    ],
  ];
  for (const [own, chunk] of shapes) {
    const name = `shape_${own.join('_')}_chunks_${chunk.join('_')}`;
    await add(name, { shape: own, chunks: chunk });
    if (own.length > 3)
      await add(`${name}_flat_blosc`, {
        shape: own,
        chunks: chunk,
        separator: '.',
        compressor: blosc('lz4', 1),
      });
  }
  await add('shape_smaller_than_stored', { metadata: { shape: [4, 5, 5] } });
  await add('shape_larger_than_stored', { metadata: { shape: [6, 5, 6] } });
}

async function addMissing(add: Add): Promise<void> {
  for (const [name, compressor] of Object.entries(codecs)) {
    await add(`missing_some_${name}`, { compressor, missing: ['0/0/1', '1/0/1'] });
    await add(`missing_of_zeros_${name}`, {
      compressor,
      missing: ['1/1/1'],
      value: (index) => (index > 80 ? 0 : index),
    });
  }
  await add('missing_all', {}, (files) => {
    for (const path of files.keys()) if (/^0\/\d/.test(path)) files.delete(path);
  });
  await add('missing_array', {}, (files) => void files.delete('0/.zarray'));
  await add('missing_group', {}, (files) => void files.delete('.zgroup'));
  await add('surplus_chunk', {}, (files) => void files.set('0/7/0/0', new Uint8Array(96)));
  await add('surplus_file', {}, (files) => void files.set('0/notes.txt', new Uint8Array(3)));
}

async function addAttributes(add: Add): Promise<void> {
  const [image] = plainAttributes.multiscales;
  const attributes = (changes: object) => ({ multiscales: [{ ...image, ...changes }] });
  const scaled = (scale: readonly unknown[]) =>
    attributes({ datasets: [{ path: '0', coordinateTransformations: [{ type: 'scale', scale }] }] });
  const unit = (name: unknown) =>
    attributes({ axes: ['z', 'y', 'x'].map((axis) => ({ name: axis, type: 'space', unit: name })) });
  const cases: Readonly<Record<string, unknown>> = {
    none: {},
    null: null,
    list: [],
    empty_multiscales: { multiscales: [] },
    no_datasets: attributes({ datasets: [] }),
    no_axes: attributes({ axes: undefined }),
    axes_of_names: attributes({ axes: ['z', 'y', 'x'] }),
    axes_xyz: attributes({
      axes: ['x', 'y', 'z'].map((name) => ({ name, type: 'space', unit: 'angstrom' })),
    }),
    no_scale: attributes({ datasets: [{ path: '0' }] }),
    scale_10: scaled([10, 10, 10]),
    scale_uneven: scaled([3, 13.48, 8]),
    scale_zero: scaled([0, 0, 0]),
    scale_negative: scaled([-1, -2, -3]),
    scale_of_texts: scaled(['1', '1', '1']),
    scale_short: scaled([4, 5]),
    scale_long: scaled([1, 1, 2, 3, 4]),
    unit_nanometer: unit('nanometer'),
    unit_micrometer: unit('micrometer'),
    unit_null: unit(null),
    unit_none: unit(undefined),
    version_3: attributes({ version: '0.3' }),
    version_none: attributes({ version: undefined }),
    two_images: { multiscales: [image, image] },
    level_missing: attributes({ datasets: [...(image?.datasets ?? []), { path: '1' }] }),
    path_outside: attributes({ datasets: [{ path: '../0' }] }),
    path_number: attributes({ datasets: [{ path: 0 }] }),
    path_absolute: attributes({ datasets: [{ path: '/0' }] }),
  };
  for (const [name, own] of Object.entries(cases))
    await add(`attributes_${name}`, { attributes: own }, (files) => {
      if (own === null) files.set('.zattrs', Uint8Array.from(Buffer.from('null')));
    });
  await add(
    'attributes_cut',
    {},
    (files) => void files.set('.zattrs', cut(files.get('.zattrs') ?? new Uint8Array(), 30)),
  );
}
