import { withArticle } from '../../base/messages.js';
import type { MrcKind } from '../../tree/entities/entity-row.js';
import type { DescribedMrc, MrcFields } from '../../volume/mrc/header.js';
import { commonModes, orderOfStamp } from '../../volume/mrc/modes.js';
import type { MrcContext } from '../contexts/acquisition.js';
import { type CheckResult, issue, mismatch } from '../finding.js';
import { defineRules } from '../rule.js';

/** The types of extended headers that MRC2014 registers. */
const extendedTypes = ['CCP4', 'MRCO', 'SERI', 'AGAR', 'FEI1', 'FEI2', 'HDF5'];
/** Bytes of a record of an extended header of a fixed size. */
const recordBytes: Readonly<Record<string, number>> = { FEI1: 768, FEI2: 888 };
/** The modes of masks; other volumes may have more. */
const modes: { readonly [Kind in MrcKind]?: readonly number[] } = {
  'instance-mask': [6],
  'semantic-mask': [0],
};
const mebibyte = 1024 * 1024;

const defaults = {
  severity: 'error',
  on: 'mrc',
  needs: ['header'],
  fix: 'Ingest the volume again; for a frame or gain, ask the depositor for a sound file or correct the header.',
} as const;

/** The headers and sizes of MRC files. */
export const mrcRules = defineRules('mrc', defaults, [
  {
    code: 'MRC_UNREADABLE',
    title: 'MRC files have a header that can be read',
    why: 'A file that is shorter than a header, or whose compressed data are damaged, has no volume.',
    fix: 'Ingest the file again.',
    check: ({ problem }) => problem,
  },
  {
    code: 'MRC_COMPRESSED',
    severity: 'warning',
    title: 'A file named `.mrc` is not compressed',
    why: 'Programs go by the name and take the compressed bytes for a header that is broken.',
    fix: 'Decompress the file; ingest writes volumes without compression.',
    check: ({ path, isCompressed }) =>
      isCompressed && path.endsWith('.mrc') && issue('the file is compressed with gzip or bzip2'),
  },
  onHeader('MRC_MAP_MISSING', {
    title: 'The word MAP stands in the header',
    why: 'Programs tell MRC2014 files by these four bytes.',
    check: ({ map }) => mismatch('no `MAP ` at byte 208', JSON.stringify(map), '"MAP "'),
  }),
  onHeader('MRC_MACHINE_STAMP_UNKNOWN', {
    title: 'The machine stamp is known',
    why: 'The stamp gives the byte order of the whole file; without it readers guess.',
    check({ machineStamp }, _, { littleEndian }) {
      const found = machineStamp.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
      const stamped = orderOfStamp(machineStamp);
      const [little, big] = ['44 44 or 44 41 (little endian)', '11 11 (big endian)'];
      if (stamped === null) return issue('an unknown machine stamp', found, `${little}, ${big}`);
      const message = 'the machine stamp names the other byte order than the header has';
      return stamped !== littleEndian && issue(message, found, littleEndian ? little : big);
    },
  }),
  onHeader('MRC_MODE_UNKNOWN', {
    title: 'The mode is one that readers know',
    why: 'The mode gives the type of the voxels; with an unknown one the data cannot be read.',
    check: ({ mode }) =>
      !commonModes.includes(mode) &&
      issue('a mode that cannot be read', mode, `one of ${commonModes.join(', ')}`),
  }),
  onHeader('MRC_MODE_WRONG', {
    title: 'The mode suits the kind of volume',
    why: 'Tomograms and tilt series are real numbers, instance masks are unsigned 16-bit labels, semantic masks are bytes.',
    check({ mode }, kind) {
      const allowed = modes[kind] ?? [0, 1, 2, 6];
      const isAllowed = allowed.includes(mode) || !commonModes.includes(mode);
      return !isAllowed && issue(`not a mode of ${withArticle(kind)}`, mode, allowed.join(' or '));
    },
  }),
  onHeader('MRC_ISPG_WRONG', {
    title: 'The space group tells volumes from stacks',
    why: 'Readers treat a file with space group 0 as a stack of images and one with 1 as a volume. A gain or frame of one image may have either.',
    check({ ispg, nz }, kind) {
      const isOneImage = isDeposited(kind) && nz === 1 && ispg === 1;
      const isStack = kind === 'tiltseries' || isDeposited(kind);
      return ispg >= 0 && !isOneImage && mismatch('wrong space group (ispg)', ispg, isStack ? 0 : 1);
    },
  }),
  onHeader('MRC_COUNT_NEGATIVE', {
    title: 'Counts in the header are not negative',
    why: 'A negative size, sampling, label count or space group is the mark of a broken header.',
    check({ nx, ny, nz, mx, my, mz, ispg, nlabl, nsymbt }) {
      const counts = { nx, ny, nz, mx, my, mz, ispg, nlabl, nsymbt };
      return Object.entries(counts).map(
        ([name, value]) => value < 0 && issue(`${name} is negative`, value, '0 or more'),
      );
    },
  }),
  onHeader('MRC_SHAPE_EMPTY', {
    title: 'A volume has voxels',
    why: 'A volume with size 0 along an axis has no data.',
    check: ({ nx, ny, nz }) =>
      [nx, ny, nz].includes(0) && issue('no voxels along an axis', `${nx} × ${ny} × ${nz} (x × y × z)`),
  }),
  onHeader('MRC_CELL_NEGATIVE', {
    title: 'The cell has no negative size',
    why: 'Voxel sizes are the cell divided by the sampling; a negative or broken number there gives nonsense.',
    check: ({ cella }) =>
      !cella.every((size) => size >= 0) && issue('a negative cell size', cella.join(', '), '0 or more'),
  }),
  onHeader('MRC_AXES_PERMUTED', {
    title: 'Columns, rows and sections are x, y and z',
    why: 'Most readers ignore the axis words and would turn a permuted volume.',
    check: ({ mapc, mapr, maps }) =>
      mismatch('permuted axes (mapc, mapr, maps)', [mapc, mapr, maps].join(', '), '1, 2, 3'),
  }),
  onHeader('MRC_SAMPLING_WRONG', {
    title: 'The sampling equals the size',
    why: 'Voxel size is cell / sampling; with another sampling than the size (1 along z in a tilt series) it comes out wrong.',
    check({ nx, ny, nz, mx, my, mz }, kind) {
      const m = [mx, my, mz];
      const expected = [nx, ny, kind === 'tiltseries' ? 1 : nz];
      // Deposited stacks use both forms: sections of one volume, or a stack of volumes with one section each.
      const isStackOfImages = isDeposited(kind) && m.join() === [nx, ny, 1].join();
      const isNegative = m.some((count) => count < 0);
      if (isStackOfImages || isNegative) return null;
      return mismatch('wrong sampling (mx, my, mz)', m.join(', '), expected.join(', '));
    },
  }),
  onHeader('MRC_ANGLES_WRONG', {
    title: 'The cell is rectangular',
    why: 'Voxels of tomography are bricks: all three angles are 90°.',
    check: ({ cellb }) => mismatch('cell angles other than 90°', cellb.join(', '), '90, 90, 90'),
  }),
  onHeader('MRC_ORIGIN_NOT_ZERO', {
    title: 'The origin is zero',
    why: 'Coordinates of annotations count from the first voxel; an origin shifts the volume in viewers that honour it.',
    check: ({ origin }) => mismatch('an origin other than 0', origin.join(', '), '0, 0, 0'),
  }),
  onHeader('MRC_START_NOT_ZERO', {
    title: 'The start indices are zero',
    why: 'As an origin does, start indices shift the volume in viewers that honour them.',
    check: ({ nxstart, nystart, nzstart }) =>
      mismatch('start indices other than 0', [nxstart, nystart, nzstart].join(', '), '0, 0, 0'),
  }),
  onHeader('MRC_STACK_INDIVISIBLE', {
    title: 'A stack of volumes divides into its volumes',
    why: 'With space groups 401 to 630 the sections are volumes of mz sections each; a remainder is left over.',
    check: ({ ispg, nz, mz }) =>
      ispg < 401 || ispg > 630 || (mz > 0 && nz % mz === 0)
        ? null
        : issue('nz is not a multiple of mz', `nz ${nz}, mz ${mz}`),
  }),
  onHeader('MRC_LABEL_COUNT_WRONG', {
    title: 'The label count is the number of labels',
    why: 'Readers show that many labels; the others are lost.',
    written: true,
    check({ nlabl, labels }) {
      const count = labels.filter((label) => label !== '').length;
      return nlabl >= 0 && mismatch('nlabl is not the number of labels', nlabl, count);
    },
  }),
  onHeader('MRC_LABEL_BLANK', {
    title: 'No label before the last is blank',
    why: 'Labels are read up to the first blank one.',
    written: true,
    check({ labels }) {
      const last = labels.findLastIndex((label) => label !== '');
      const blank = labels.findIndex((label, index) => label === '' && index < last);
      return blank < 0 ? null : { message: `label ${blank} is blank and label ${last} is not` };
    },
  }),
  onHeader('MRC_NVERSION_UNKNOWN', {
    title: 'The format version is MRC2014',
    why: 'The version says that the header has the fields of MRC2014.',
    written: true,
    check: ({ nversion }) =>
      ![20140, 20141].includes(nversion) && issue('an unknown format version', nversion, '20140 or 20141'),
  }),
  onHeader('MRC_EXTTYP_UNKNOWN', {
    title: 'The kind of an extended header is known',
    why: 'Without its kind an extended header cannot be read.',
    check({ nsymbt, exttyp }) {
      const isKnown = nsymbt <= 0 || extendedTypes.includes(exttyp);
      const expected = `one of ${extendedTypes.join(', ')}`;
      return !isKnown && issue('an extended header of unknown kind', JSON.stringify(exttyp), expected);
    },
  }),
  onHeader('MRC_EXTENDED_RECORDS_WRONG', {
    severity: 'warning',
    title: 'The extended header has whole records',
    why: 'Thermo Fisher’s software writes one record a section, of 768 bytes in FEI1 and 888 in FEI2; readers take tilts and stage positions from there.',
    check({ nsymbt, exttyp }) {
      const bytes = recordBytes[exttyp];
      if (nsymbt <= 0 || bytes === undefined || nsymbt % bytes === 0) return null;
      const message = `the extended header is no number of ${exttyp} records`;
      return issue(message, `${nsymbt} bytes`, `a multiple of ${bytes} bytes`);
    },
  }),
  {
    code: 'MRC_EXTENDED_HEADER_CUT',
    title: 'The extended header is whole',
    why: 'A file that ends inside the extended header has no voxels.',
    check({ value, size, isCompressed }) {
      if (value === null || isCompressed || value.fields.nsymbt < 0 || value.dataOffset <= size) return null;
      const expected = `more than ${value.dataOffset} bytes`;
      return issue('the file ends inside the extended header', `${size} bytes`, expected);
    },
  },
  {
    code: 'MRC_SIZE_DIFFERS',
    severity: 'warning',
    title: 'The file is as long as its header says',
    why: 'Bytes that are missing are voxels that are missing, which is an error; a few bytes too many show that something wrote the file that did not understand it.',
    check: (context) => sizeFault(context, false),
  },
  {
    code: 'MRC_SIZE_FAR_OFF',
    title: 'The file is not cut short or padded by a mebibyte or more',
    why: 'So large a difference means that the data are cut, or are not what the header describes.',
    check: (context) => sizeFault(context, true),
  },
]);

function onHeader(
  code: string,
  rule: {
    readonly severity?: 'warning';
    readonly title: string;
    readonly why: string;
    /** True for rules on files that an ingest writes, not on frames and gains, kept as deposited. */
    readonly written?: boolean;
    check(fields: MrcFields, kind: MrcKind, header: DescribedMrc): CheckResult;
  },
) {
  const { written = false, check, ...texts } = rule;
  return {
    code,
    ...texts,
    check: ({ value, kind }: MrcContext) =>
      value === null || (written && isDeposited(kind)) ? null : check(value.fields, kind, value),
  };
}

function isDeposited(kind: MrcKind): boolean {
  return kind === 'frame' || kind === 'gain';
}

/** Compares the size of a file with its header. A file that is too short is always an error. */
function sizeFault({ value, size, isCompressed }: MrcContext, isFarOff: boolean): CheckResult {
  if (value?.dataBytes == null || isCompressed || value.fields.nsymbt < 0 || value.dataOffset > size)
    return null;
  const expected = value.dataOffset + value.dataBytes;
  if (size === expected || Math.abs(size - expected) >= mebibyte !== isFarOff) return null;
  const message = `the file is ${size < expected ? 'shorter' : 'longer'} than its header says`;
  const text = issue(message, `${size} bytes`, `${expected} bytes`);
  return size < expected ? { ...text, severity: 'error' } : text;
}
