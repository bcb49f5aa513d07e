import { countOf } from '../../errors/index.js';
import type { Inspection } from '../../inspect/index.js';
import { formatBytes } from '../format-bytes.js';
import { type FactLine, warnings } from './fact-line.js';
import { formatNumber, formatShape, formatVoxelSize, listNumbers } from './format-values.js';

type Volume = Extract<Inspection, { kind: 'volume' }>;
type Form = NonNullable<Volume['compression']>[number];

/** Shape, type and voxel size of a volume, and what else is known of it. */
export function volumeLines(file: Volume): FactLine[] {
  const { shape, type, voxelSize, byteOrder, mrc, levels = [], statistics, labels, compression = [] } = file;
  const mode = mrc === undefined ? '' : `, mode ${mrc.mode}, ${byteOrder} endian`;
  return [
    ['shape (z, y, x)', formatShape(shape)],
    ['type', `${type}${mode}`],
    ['voxel size', formatVoxelSize(voxelSize)],
    ...(mrc === undefined ? [] : mrcLines(mrc)),
    ...levels.map(
      (level, at): FactLine => [
        at === 0 ? 'levels' : '',
        `${level.path}: ${formatShape(level.shape)}, chunks of ${formatShape(level.chunk)}, ${formatVoxelSize(level.voxelSize)}`,
      ],
    ),
    ...(statistics === undefined ? [] : statisticLines(statistics)),
    ...(labels === undefined
      ? []
      : ([['labels', labels.length === 0 ? 'none' : listNumbers(labels)]] satisfies FactLine[])),
    ...compression.map((form, at): FactLine => [at === 0 ? 'as OME-Zarr' : '', formLine(form)]),
    ...warnings(file.warnings),
  ];
}

function formLine({ version, compression, bytes, voxelBytes }: Form): string {
  const share = ((100 * bytes) / voxelBytes).toFixed(0);
  return `${version} ${compression}: about ${formatBytes(bytes)}, ${share} % of its voxels as float32`;
}

function mrcLines({ spaceGroup, extendedHeader, labels }: NonNullable<Volume['mrc']>): FactLine[] {
  const extended =
    extendedHeader === null ? [] : [`${extendedHeader.type} ${extendedHeader.bytes} bytes`.trim()];
  return [
    ['space group', `${spaceGroup}${spaceGroup === 0 ? ' (image stack)' : ''}`],
    ...extended.map((text): FactLine => ['extended header', text]),
    ...labels.map((label): FactLine => ['label', label.trim()]),
  ];
}

function statisticLines({
  min,
  max,
  mean,
  rms,
  nanCount,
  infinityCount,
}: NonNullable<Volume['statistics']>): FactLine[] {
  const odd = nanCount + infinityCount;
  return [
    [
      'values',
      `${formatNumber(min)} to ${formatNumber(max)}, mean ${formatNumber(mean)}, deviation ${formatNumber(rms)}`,
    ],
    ...(odd === 0 ? [] : ([['not finite', countOf(odd, 'voxel')]] satisfies FactLine[])),
  ];
}
