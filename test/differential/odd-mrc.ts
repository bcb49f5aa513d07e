import { createRandom } from '../../demo/random.js';
import { makeMrc } from '../volume/support/make-mrc.js';
import { changed, cut, joined, type OddFile, oddFile } from './odd-file.js';

const shape = [4, 5, 6] as const;
const count = shape[0] * shape[1] * shape[2];
const modes = [0, 1, 2, 6, 12] as const;

/** Offsets of the header's words. */
const at = {
  nx: 0,
  ny: 4,
  nz: 8,
  mode: 12,
  start: 16,
  mx: 28,
  my: 32,
  mz: 36,
  cella: 40,
  cellb: 52,
  mapc: 64,
  dmin: 76,
  dmax: 80,
  ispg: 88,
  nsymbt: 92,
  exttyp: 104,
  nversion: 108,
  origin: 196,
  map: 208,
  stamp: 212,
  rms: 216,
  nlabl: 220,
  labels: 224,
} as const;

/** MRC files: unusual ones that are valid, ones that lie about themselves, and damaged ones. */
export function oddMrc(): OddFile[] {
  const files: OddFile[] = [];
  const add = (name: string, bytes: Uint8Array) => files.push(oddFile(name, bytes, shape));
  addByteOrders(add);
  addModes(add);
  addShapes(add);
  addExtendedHeaders(add);
  addWords(add);
  addTruncations(add);
  addForeign(add);
  addFlips(add);
  return files;
}

type Add = (name: string, bytes: Uint8Array) => void;

/** Small whole numbers of both signs, which all modes but 6 hold; of mode 6 without sign. */
function values(seed: number, mode: number): (index: number) => number {
  const random = createRandom(seed);
  const all = Float32Array.from({ length: count }, () => random.integer(200) - (mode === 6 ? 0 : 100));
  return (index) => all[index % count] ?? 0;
}

function make(seed: number, mode: number, littleEndian = true): Uint8Array {
  return makeMrc({ shape, mode, littleEndian, value: values(seed, mode) });
}

function addByteOrders(add: Add): void {
  const stamps = {
    little: [0x44, 0x44, 0, 0],
    little41: [0x44, 0x41, 0, 0],
    big: [0x11, 0x11, 0, 0],
    mixed: [0x44, 0x11, 0, 0],
    zero: [0, 0, 0, 0],
    text: [0x20, 0x20, 0x20, 0x20],
    reversed: [0, 0, 0x44, 0x44],
  } as const;
  for (const mode of modes) {
    for (const isLittle of [true, false]) {
      const file = make(mode + 1, mode, isLittle);
      for (const [stamp, bytes] of Object.entries(stamps)) {
        add(
          `order_${isLittle ? 'le' : 'be'}_mode${mode}_stamp_${stamp}`,
          changed(file, (_, all) => all.set(bytes, at.stamp)),
        );
      }
    }
  }
}

function addModes(add: Add): void {
  const file = make(11, 2);
  for (const mode of [3, 4, 5, 7, 10, 16, 17, 100, 102, 200, -1, -2, 2 ** 24, 2 ** 31 - 1]) {
    add(
      `mode_${mode < 0 ? `minus${-mode}` : mode}`,
      changed(file, (view) => view.setInt32(at.mode, mode, true)),
    );
  }
  add('mode_101', makeMrc({ shape, mode: 101, value: (index) => index % 16 }));
  add('mode_101_be', makeMrc({ shape, mode: 101, littleEndian: false, value: (index) => index % 16 }));
  add('mode_101_odd_width', makeMrc({ shape: [3, 4, 5], mode: 101, value: (index) => index % 16 }));
  for (const dmax of [127, 128, 200, 255, Number.NaN, Number.POSITIVE_INFINITY]) {
    add(
      `mode_0_dmax_${dmax}`.toLowerCase(),
      changed(make(12, 0), (view) => view.setFloat32(at.dmax, dmax, true)),
    );
  }
  const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1e-42, 3.4e38];
  for (const mode of [2, 12]) {
    const value = (index: number) => special[index] ?? index % 9;
    add(`mode_${mode}_not_finite`, makeMrc({ shape, mode, value }));
    add(`mode_${mode}_not_finite_be`, makeMrc({ shape, mode, littleEndian: false, value }));
  }
  add('mode_1_extremes', makeMrc({ shape, mode: 1, value: (index) => (index % 2 === 0 ? -32768 : 32767) }));
  add('mode_6_extremes', makeMrc({ shape, mode: 6, value: (index) => (index % 2 === 0 ? 0 : 65535) }));
}

function addShapes(add: Add): void {
  for (const [nz, ny, nx] of [
    [1, 5, 6],
    [1, 1, 1],
    [7, 1, 1],
    [1, 7, 1],
    [1, 1, 7],
    [2, 3, 129],
  ] as const) {
    add(`shape_${nz}_${ny}_${nx}`, makeMrc({ shape: [nz, ny, nx], mode: 2, value: (index) => index % 31 }));
  }
  const file = make(21, 2);
  for (const axis of ['nx', 'ny', 'nz'] as const) {
    for (const extent of [0, -1, -6, 1_000_001, 2 ** 31 - 1]) {
      const name = extent < 0 ? `minus${-extent}` : extent;
      add(
        `${axis}_${name}`,
        changed(file, (view) => view.setInt32(at[axis], extent, true)),
      );
    }
  }
  add(
    'claims_petabytes',
    changed(file, (view) =>
      [at.nx, at.ny, at.nz].forEach((word) => void view.setInt32(word, 1_000_000, true)),
    ),
  );
}

function addExtendedHeaders(add: Add): void {
  for (const type of ['CCP4', 'MRCO', 'SERI', 'AGAR', 'FEI1', 'FEI2', 'HDF5', 'ABCD', '', '\0\0\0\0']) {
    const name = type.replaceAll('\0', '').toLowerCase() || `none${type.length}`;
    for (const length of [1, 80, 1000, 1024]) {
      const bytes = Uint8Array.from({ length }, (_, index) => index % 251);
      add(
        `extended_${name}_${length}`,
        makeMrc({ shape, mode: 1, value: values(31, 1), extended: { type, bytes } }),
      );
    }
  }
  const extended = { type: 'FEI1', bytes: new Uint8Array(768) };
  add('extended_be', makeMrc({ shape, mode: 2, littleEndian: false, value: values(32, 2), extended }));
  const file = make(33, 2);
  for (const nsymbt of [-1, -1024, 1, 4, 1024, 100_000, 2 ** 31 - 1]) {
    const name = nsymbt < 0 ? `minus${-nsymbt}` : nsymbt;
    add(
      `nsymbt_${name}_not_there`,
      changed(file, (view) => view.setInt32(at.nsymbt, nsymbt, true)),
    );
  }
  const large = { type: 'CCP4', bytes: new Uint8Array(65_537) };
  add('extended_65537', makeMrc({ shape, mode: 0, value: values(34, 0), extended: large }));
}

/** Header words that do not touch the samples. */
function addWords(add: Add): void {
  const file = make(41, 2);
  const int = (name: string, offset: number, value: number) =>
    add(
      `${name}_${value < 0 ? `minus${-value}` : value}`,
      changed(file, (view) => view.setInt32(offset, value, true)),
    );
  for (const ispg of [0, 1, 401, 630, -1, 99_999]) int('ispg', at.ispg, ispg);
  for (const axis of ['mx', 'my', 'mz'] as const)
    for (const value of [0, 1, 3, -5, 10_000]) int(axis, at[axis], value);
  for (const mapc of [0, 1, 2, 3, 17]) int('mapc', at.mapc, mapc);
  for (const nlabl of [-1, 0, 3, 11]) int('nlabl', at.nlabl, nlabl);
  for (const nversion of [0, 20140, 20141, -7]) int('nversion', at.nversion, nversion);
  for (const start of [-9, 12]) int('nxstart', at.start, start);
  const float = (name: string, offset: number, value: number) =>
    add(
      `${name}_${String(value).replace('-', 'minus').replace('.', '_').replace('+', '').toLowerCase()}`,
      changed(file, (view) => view.setFloat32(offset, value, true)),
    );
  const cells = [0, -60, Number.NaN, Number.POSITIVE_INFINITY, 1e-30, 81.234];
  for (const [name, offset] of [
    ['cell_x', at.cella],
    ['cell_y', at.cella + 4],
    ['cell_z', at.cella + 8],
  ] as const) {
    for (const value of cells) float(name, offset, value);
  }
  float('cellb', at.cellb, 45);
  float('cellb', at.cellb, Number.NaN);
  float('origin', at.origin, 12.5);
  float('rms', at.rms, -1);
  float('dmin', at.dmin, Number.NaN);
  add(
    'labels',
    changed(file, (view, all) => {
      view.setInt32(at.nlabl, 10, true);
      for (let label = 0; label < 10; label++) {
        all.set(Buffer.from(`Label ${label} é\0`.padEnd(80), 'latin1'), at.labels + 80 * label);
      }
    }),
  );
  for (const [name, map] of [
    ['none', '\0\0\0\0'],
    ['blank', '    '],
    ['zero', 'MAP\0'],
    ['small', 'map '],
    ['reversed', ' PAM'],
  ] as const) {
    add(
      `map_${name}`,
      changed(file, (_, all) => all.set(Buffer.from(map, 'latin1'), at.map)),
    );
    add(
      `map_${name}_be`,
      changed(make(42, 1, false), (_, all) => all.set(Buffer.from(map, 'latin1'), at.map)),
    );
  }
  add(
    'old_header',
    changed(file, (_, all) => all.fill(0, at.origin, 1024)),
  );
}

function addTruncations(add: Add): void {
  for (const mode of [0, 2]) {
    const file = make(51, mode);
    for (const length of [0, 1, 4, 56, 212, 216, 1000, 1023, 1024, 1025, file.length - 5, file.length - 1]) {
      add(`cut_mode${mode}_at_${length}`, cut(file, length));
    }
    for (const surplus of [1, 3, 1024])
      add(`surplus_mode${mode}_${surplus}`, joined(file, new Uint8Array(surplus)));
  }
}

function addForeign(add: Add): void {
  const body = new Uint8Array(2048);
  const starts: Record<string, string> = {
    html: '<!DOCTYPE html><html><head>',
    xml: '<?xml version="1.0"?><Error>',
    json: '{ "message": "not found" }',
    lfs: 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n',
    pdf: '%PDF-1.7',
    zip: 'PK\x03\x04',
    xz: '\xfd7zXZ',
    zstd: '\x28\xb5\x2f\xfd',
    hdf5: '\x89HDF\r\n\x1a\n',
    tiff: 'II*\0',
    png: '\x89PNG\r\n\x1a\n',
    dm4: '\0\0\0\x04',
    zeros: '',
    text: 'x y z\n1 2 3\n',
  };
  for (const [name, start] of Object.entries(starts))
    add(`foreign_${name}`, joined(Buffer.from(start, 'latin1'), body));
  // A header whose first bytes, an extent, look like something else, but whose word MAP stands.
  const file = makeMrc({ shape: [1, 1, 0x8b1f], mode: 0, value: (index) => index % 7 });
  add('looks_like_gzip', file);
}

/** Random bytes in the words that decide how the samples are read. */
function addFlips(add: Add): void {
  const random = createRandom(61);
  for (let index = 0; index < 60; index++) {
    const mode = modes[index % modes.length] ?? 2;
    const file = make(62 + index, mode, index % 3 !== 0);
    add(
      `flip_${index}`,
      changed(file, (_, all) => {
        for (let flips = 0; flips <= index % 3; flips++) {
          const [low, high] = index % 2 === 0 ? [0, 56] : [76, 224];
          all[low + random.integer(high - low)] = random.integer(256);
        }
      }),
    );
  }
}
