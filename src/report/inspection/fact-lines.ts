import type { Inspection } from '../../inspect/index.js';
import { boundLines, type FactLine, warnings } from './fact-line.js';
import { formatNumber, formatNumbers, formatShape, listNumbers } from './format-values.js';
import { pointLines, starLines, tableLines } from './table-lines.js';
import { volumeLines } from './volume-lines.js';

/** The facts of a file, the most important first. */
export function factLines(file: Inspection): FactLine[] {
  switch (file.kind) {
    case 'volume':
      return volumeLines(file);
    case 'frames':
      return [['shape (frames, y, x)', formatShape(file.shape)], ...warnings(file.warnings)];
    case 'picture':
      return file.width === null || file.height === null
        ? []
        : [['size', `${file.width} × ${file.height} pixels`]];
    case 'mesh':
      return [
        ['vertices', `${file.vertices}`],
        ['triangles', `${file.triangles}`],
        ...(file.bounds === null ? [] : boundLines(file.bounds)),
      ];
    case 'points':
      return pointLines(file);
    case 'star':
      return starLines(file);
    case 'table':
      return tableLines(file);
    case 'mdoc':
      return mdocLines(file);
    case 'angles':
      return angleLines(file);
    case 'transforms':
      return [
        ['sections', `${file.sections}`],
        ['columns', file.columns.join(' ')],
        ...file.rows.map((row, at): FactLine => [at === 0 ? 'first rows' : '', formatNumbers(row)]),
      ];
    case 'alignment':
      return alignmentLines(file);
    case 'ctf':
      return ctfLines(file);
    case 'text':
      return [
        ['lines', `${file.lines}`],
        ...file.rows.map((row, at): FactLine => [at === 0 ? 'first lines' : '', row.slice(0, 100)]),
      ];
    default:
      return [
        ...(file.items === undefined ? [] : ([['items', `${file.items}`]] satisfies FactLine[])),
        ...(file.keys.length === 0
          ? []
          : ([['keys', file.keys.slice(0, 20).join(', ')]] satisfies FactLine[])),
      ];
  }
}

type Of<Kind extends Inspection['kind']> = Extract<Inspection, { kind: Kind }>;

function angleLines({
  sections,
  angles,
  range,
}: Pick<Of<'angles'>, 'sections' | 'angles' | 'range'>): FactLine[] {
  if (range === null) return [['sections', `${sections}`]];
  const step = range.step === null ? '' : `, step ${formatNumber(range.step)}°`;
  return [
    ['sections', `${sections}`],
    ['angles', `${formatNumber(range.min)}° to ${formatNumber(range.max)}°${step}`],
    ['', listNumbers(angles)],
  ];
}

function mdocLines(file: Of<'mdoc'>): FactLine[] {
  const dose = file.totalDose === null ? [] : [`${formatNumber(file.totalDose)} e/Å²`];
  const facts: (readonly [string, string | null])[] = [
    ['pixel size', file.pixelSize === null ? null : `${formatNumber(file.pixelSize)} Å`],
    ['image (x, y)', file.imageSize === null ? null : formatShape(file.imageSize)],
    ['voltage', file.voltage === null ? null : `${formatNumber(file.voltage)} kV`],
    ['tilt axis', file.tiltAxis === null ? null : `${formatNumber(file.tiltAxis)}°`],
    ['dose, all sections', dose[0] ?? null],
    ['sub-frames', file.rows.find(({ subFrame }) => subFrame !== null)?.subFrame ?? null],
  ];
  return [
    ...angleLines(file),
    ...facts.flatMap(([name, value]): FactLine[] => (value === null ? [] : [[name, value]])),
  ];
}

function alignmentLines(file: Of<'alignment'>): FactLine[] {
  if (file.excluded !== undefined) {
    const list = file.excluded.length === 0 ? 'none' : listNumbers(file.excluded);
    const { included } = file;
    return [
      ['sections left out', list],
      ...(included === undefined ? [] : [['sections included', listNumbers(included)] as const]),
    ];
  }
  return [
    ...angleLines(file),
    ...file.rows.map(
      (row, at): FactLine => [
        at === 0 ? 'first sections' : '',
        `${row.section}: ${formatNumber(row.angle)}°, turned by ${formatNumber(row.rotation)}°${row.shift === null ? '' : `, shifted by ${formatNumbers(row.shift)}`}`,
      ],
    ),
  ];
}

function ctfLines({ sections, defocus, rows }: Of<'ctf'>): FactLine[] {
  return [
    ['sections', `${sections}`],
    ...(defocus === null
      ? []
      : ([['defocus', `${defocus.map(formatNumber).join(' to ')} Å`]] satisfies FactLine[])),
    ...rows.map(
      (row, at): FactLine => [
        at === 0 ? 'first rows' : '',
        `${row.section}: ${formatNumber(row.defocus1)} and ${formatNumber(row.defocus2)} Å${row.azimuth === undefined ? '' : `, ${formatNumber(row.azimuth)}°`}`,
      ],
    ),
  ];
}
