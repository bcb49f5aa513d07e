import * as assert from 'uvu/assert';

type Files = Map<string, string | Uint8Array>;

/** A fault of a run, and how `validate source` names it. */
interface Fault {
  readonly what: string;
  readonly code: string;
  /** The end of the path, or for findings of all runs a word of the message. */
  readonly at: string;
  readonly spoil: (files: Files) => void;
}

const text = (path: string, change: (text: string) => string) => (files: Files) => {
  const [before, after] = [String(files.get(path)), change(String(files.get(path)))];
  assert.is.not(after, before, path);
  files.set(path, after);
};
/** Edits the header of an MRC, whose sizes of the cell lie at 40, 44 and 48. */
const header = (path: string, change: (view: DataView) => void) => (files: Files) => {
  const bytes = (files.get(path) as Uint8Array).slice();
  change(new DataView(bytes.buffer));
  files.set(path, bytes);
};
const cut = (path: string, bytes: number) => (files: Files) => {
  files.set(path, (files.get(path) as Uint8Array).slice(0, bytes));
};
const lost = (path: string) => (files: Files) => {
  files.delete(path);
};
const copied = (path: string, to: string) => (files: Files) => {
  files.set(to, files.get(path) as string | Uint8Array);
};
const voxels = (path: string, size: number) =>
  header(path, (view) => {
    for (const axis of [0, 1, 2])
      view.setFloat32(40 + 4 * axis, view.getInt32(28 + 4 * axis, true) * size, true);
  });

/** The faults of the folder of twelve runs, each in files that no other fault needs. */
export const labFaults: readonly Fault[] = [
  {
    what: 'a header of 1 Å',
    code: 'SOURCE_HEADER_SPACING_UNSET',
    at: 'tomograms/TS_01_rec.mrc',
    spoil: voxels('tomograms/TS_01_rec.mrc', 1),
  },
  {
    what: 'a header of another binning',
    code: 'SOURCE_VOXEL_SPACING_DIFFERS',
    at: 'tomograms/TS_10_rec.mrc',
    spoil: voxels('tomograms/TS_10_rec.mrc', 7.84),
  },
  {
    what: 'a lost alignment',
    code: 'SOURCE_NOTHING_FOUND',
    at: '1 of 12 runs has no alignment',
    spoil: lost('aretomo/TS_08.aln'),
  },
  {
    what: 'a lost tomogram',
    code: 'SOURCE_NOTHING_FOUND',
    at: '1 of 12 runs has no tomogram',
    spoil: lost('tomograms/TS_09_rec.mrc'),
  },
  {
    what: 'stale raw tilts',
    code: 'SOURCE_RAW_TILTS_DIFFER',
    at: 'stacks/TS_03.rawtlt',
    spoil: text('stacks/TS_03.rawtlt', (old) => old.replace('-12\n', '-13\n')),
  },
  {
    what: 'defocus in µm',
    code: 'SOURCE_VALUE_IMPLAUSIBLE',
    at: 'ctf/TS_04_ctf.txt',
    spoil: text('ctf/TS_04_ctf.txt', (old) =>
      old.replace(/ (\d{5}\.\d+) (\d{5}\.\d+)/g, (_, a, b) => ` ${Number(a) / 1e4} ${Number(b) / 1e4}`),
    ),
  },
  {
    what: 'a defocus that jumps',
    code: 'SOURCE_DEFOCUS_JUMPS',
    at: 'ctf/TS_02_ctf.txt',
    spoil: text('ctf/TS_02_ctf.txt', (old) =>
      old.replace('5.000000 40', '5.000000 54').replace(' 39504', ' 53504'),
    ),
  },
  {
    what: 'a CTF table that lacks a section',
    code: 'SOURCE_SECTION_COUNT_DIFFERS',
    at: 'ctf/TS_05_ctf.txt',
    spoil: text('ctf/TS_05_ctf.txt', (old) => old.replace(/\n11\.000000.*/, '')),
  },
  {
    what: 'a mesh off by its binning',
    code: 'SOURCE_MESH_OUT_OF_BOUNDS',
    at: 'meshes/TS_01_membrane.obj',
    spoil: text('meshes/TS_01_membrane.obj', (old) =>
      old.replace(/^v (\S+)/gm, (_, x) => `v ${Number(x) + 40000}`),
    ),
  },
  {
    what: 'points off by their binning',
    code: 'SOURCE_POINTS_OUTSIDE',
    at: 'picks/TS_07_ribosome.tbl',
    spoil: text('picks/TS_07_ribosome.tbl', (old) =>
      old.replace(/^(?:\S+ ){23}\S+/gm, (row) => row.replace(/\S+$/, (x) => String(4 * Number(x) + 60))),
    ),
  },
  {
    what: 'coordinates in another order',
    code: 'SOURCE_POINTS_OUTSIDE',
    at: 'picks/TS_10_ribosome.csv',
    spoil: text('picks/TS_10_ribosome.csv', (old) =>
      old.replace(/^(.*),(.*),(.*)$/gm, '$3,$2,$1').concat('7,8,35\n'),
    ),
  },
  {
    what: 'a coordinate that is no number',
    code: 'SOURCE_FILE_INVALID',
    at: 'picks/TS_11_ribosome.csv',
    spoil: text('picks/TS_11_ribosome.csv', (old) => `${old}1,nan?,3\n`),
  },
  {
    what: 'the mdoc of another microscope session',
    code: 'SOURCE_ALIGNMENT_OFF_AXIS',
    at: 'aretomo/TS_07.aln',
    spoil: text('aretomo/TS_07.aln', (old) => old.replaceAll('    84.1 ', '   174.1 ')),
  },
  {
    what: 'an mdoc that lacks a section',
    code: 'SOURCE_SECTION_COUNT_DIFFERS',
    at: 'frames/TS_06.mdoc',
    spoil: text('frames/TS_06.mdoc', (old) => old.slice(0, old.indexOf('[ZValue = 10]'))),
  },
  {
    what: 'a lost frame',
    code: 'SOURCE_FRAMES_DIFFER',
    at: 'frames/TS_08.mdoc',
    spoil: lost('frames/TS_08_004_-6.0.eer'),
  },
  {
    what: 'a stack of another pixel size',
    code: 'SOURCE_PIXEL_SPACING_DIFFERS',
    at: 'stacks/TS_08.st',
    spoil: voxels('stacks/TS_08.st', 2.6),
  },
  {
    what: 'a tomogram with swapped axes',
    code: 'SOURCE_AXES_DIFFER_AMONG_RUNS',
    at: '/lab',
    spoil: header('tomograms/TS_11_rec.mrc', (view) => {
      for (const at of [4, 32]) {
        view.setInt32(at, 24, true);
        view.setInt32(at + 4, 32, true);
      }
      view.setFloat32(44, 24 * 3.92, true);
      view.setFloat32(48, 32 * 3.92, true);
    }),
  },
  {
    what: 'a truncated tomogram',
    code: 'SOURCE_FILE_INVALID',
    at: 'tomograms/TS_12_rec.mrc',
    spoil: cut('tomograms/TS_12_rec.mrc', 60_000),
  },
  {
    what: 'a truncated mask',
    code: 'SOURCE_FILE_INVALID',
    at: 'masks/TS_05_membrane.tif',
    spoil: cut('masks/TS_05_membrane.tif', 20_000),
  },
  {
    what: 'a mask that lacks its array',
    code: 'SOURCE_FILE_INVALID',
    at: 'masks/TS_10_membrane.zarr/0/.zarray',
    spoil: lost('masks/TS_10_membrane.zarr/0/.zarray'),
  },
  {
    what: 'a mask of two labels',
    code: 'SOURCE_MASK_LABELS_LEFT_OUT',
    at: 'masks/TS_03_membrane.mrc',
    spoil: (files) => {
      const bytes = (files.get('masks/TS_03_membrane.mrc') as Uint8Array).slice();
      bytes[1024 + 9 * 1280 + 10 * 40 + 10] = 2;
      files.set('masks/TS_03_membrane.mrc', bytes);
    },
  },
  {
    what: 'aligned tilts of the other sign',
    code: 'SOURCE_ALIGNMENT_TILT_FAR_OFF',
    at: 'warp/TS_09.xml',
    spoil: text('warp/TS_09.xml', (old) =>
      old.replace(/<Angles>[^<]*/, (list) =>
        list.replace(
          /^(<Angles>)?(-?)(\d+)$/gm,
          (_, tag = '', sign, angle) => `${tag}${sign === '' ? '-' : ''}${angle}`,
        ),
      ),
    ),
  },
  {
    what: 'a local alignment',
    code: 'SOURCE_ALIGNMENT_TYPE_DIFFERS',
    at: 'config.yaml',
    spoil: text('aretomo/TS_06.aln', (old) => old.replace('NumPatches = 0', 'NumPatches = 16')),
  },
  {
    what: 'two sections with exchanged times',
    code: 'SOURCE_ACQUISITION_ORDER_DIFFERS',
    at: 'frames/TS_10.mdoc',
    spoil: text('frames/TS_10.mdoc', (old) =>
      old.replace('10:12:00', '10:99:00').replace('10:17:00', '10:12:00').replace('10:99:00', '10:17:00'),
    ),
  },
  {
    what: 'the stack of another run',
    code: 'SOURCE_VOLUME_IN_TWO_RUNS',
    at: '2 runs have the same tilt series: TS_11, TS_12',
    spoil: copied('stacks/TS_11.st', 'stacks/TS_12.st'),
  },
  {
    what: 'the picks of another run',
    code: 'SOURCE_VOLUME_IN_TWO_RUNS',
    at: '2 runs have the same points: TS_08, TS_09',
    spoil: copied('picks/TS_08_ribosome.tbl', 'picks/TS_09_ribosome.tbl'),
  },
  {
    what: 'twice the exposure',
    code: 'SOURCE_TOTAL_FLUX_DIFFERS',
    at: 'config.yaml',
    spoil: text('frames/TS_12.mdoc', (old) => old.replaceAll('ExposureTime = 1.2', 'ExposureTime = 2.4')),
  },
  {
    what: 'phase shifts in degrees',
    code: 'SOURCE_VALUE_IMPLAUSIBLE',
    at: 'ctf/TS_07_ctf.txt',
    spoil: text('ctf/TS_07_ctf.txt', (old) => old.replaceAll(' 0.000000 0.0512', ' 90.000000 0.0512')),
  },
  {
    what: 'a second alignment of the other hand',
    code: 'SOURCE_ALIGNMENT_HANDS_DIFFER',
    at: 'aretomo/TS_02.aln',
    spoil: (files) => {
      const mirrored = String(files.get('aretomo/TS_05.aln')).replace(/(-?)(\d+\.00)$/gm, (_, sign, tilt) =>
        sign === '' ? `-${tilt}` : tilt,
      );
      files.set('aretomo/TS_02.aln', mirrored);
    },
  },
  {
    what: 'the CTF table of another run',
    code: 'SOURCE_VOLUME_IN_TWO_RUNS',
    at: '2 runs have the same CTF table: TS_01, TS_03',
    spoil: copied('ctf/TS_01_ctf.txt', 'ctf/TS_03_ctf.txt'),
  },
  {
    what: 'doses that do not add up',
    code: 'SOURCE_DOSE_UNEXPECTED',
    at: 'frames/TS_09.mdoc',
    spoil: text('frames/TS_09.mdoc', (old) => old.replaceAll('ExposureDose = 3\n', 'ExposureDose = 6\n')),
  },
  {
    what: 'a TIFF that is called and configured as MRC',
    code: 'SOURCE_FILE_INVALID',
    at: 'masks/TS_04_membrane.mrc',
    spoil: copied('masks/TS_06_membrane.tif', 'masks/TS_04_membrane.mrc'),
  },
  {
    what: 'an angle beyond the stage',
    code: 'SOURCE_ANGLE_OUT_OF_RANGE',
    at: 'stacks/TS_04.rawtlt',
    spoil: text('stacks/TS_04.rawtlt', (old) => old.replace('-15\n', '-150\n')),
  },
];
