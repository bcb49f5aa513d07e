import { isJsonObject, type JsonObject, numberAt, objectsAt, textAt, valueAt } from '../base/json-value.js';
import { countOf } from '../base/messages.js';
import type { AlignmentSection } from '../formats/alignment/alignment-section.js';
import { buildPath } from '../tree/layout/build-path.js';
import type { PublishedTree } from '../tree/open-tree.js';
import { readDocument } from '../tree/tree-reader.js';
import type { ExportOutput } from './export-output.js';
import { type ExportedItem, type ExportedRun, itemName } from './exported-run.js';

/** The CTF estimate of a section; null where the metadata have no value. */
export interface SectionCtf {
  /** Å. */
  readonly majorDefocus: number;
  readonly minorDefocus: number;
  /** Degrees. */
  readonly azimuth: number | null;
  /** Radians. */
  readonly phaseShift: number | null;
  readonly crossCorrelation: number | null;
  /** Å. */
  readonly maxResolution: number | null;
}

/** A section of a tilt series. */
export interface ExportedSection {
  /** 0-based index in the stack. */
  readonly zIndex: number;
  /** Recorded tilt in degrees; null if unknown. */
  readonly rawAngle: number | null;
  /** Null for a section that the alignment leaves out. */
  readonly alignment: AlignmentSection | null;
  /** Exposure before the section in e/Å²; null if unknown. */
  readonly dose: number | null;
  /** Path of its frames below the root of the tree; null if unknown. */
  readonly frames: string | null;
  readonly ctf: SectionCtf | null;
}

/** The tilt series that a tomogram was made from, with its alignment. */
export interface ExportedTilts {
  readonly tiltSeries: ExportedItem;
  readonly alignment: ExportedItem;
  /** Pixel size of the tilt series in Å. */
  readonly pixelSize: number;
  /** In the order of the stack. */
  readonly sections: readonly ExportedSection[];
}

/**
 * Reads the sections of the tilt series of an alignment: the one with the path `alignmentPath`, or else the first of the run.
 * Null if the run has none, or neither, or the pixel size is unknown. Fails with a StorageError or FormatError if metadata cannot be read.
 */
export async function readTilts(
  run: ExportedRun,
  { storage, layout }: PublishedTree,
  alignmentPath: string | null,
): Promise<ExportedTilts | null> {
  const alignment = run.alignments.find(({ path }) => path === alignmentPath) ?? run.alignments[0];
  if (alignment === undefined) return null;
  const own = textAt(alignment.metadata, 'tiltseries_path');
  const tiltSeries = run.tiltSeries.find(({ path }) => path === own) ?? run.tiltSeries[0];
  const pixelSize = tiltSeries === undefined ? null : numberAt(tiltSeries.metadata, 'pixel_spacing');
  if (tiltSeries === undefined || pixelSize === null || pixelSize <= 0) return null;
  const framesKey = buildPath('framesMetadata', layout, { dataset_id: run.dataset, run_name: run.name });
  const frames = (await storage.stat(framesKey)) === null ? null : await readDocument(storage, framesKey);
  const byOrder = new Map(
    objectsAt(frames ?? {}, 'frames').map((each) => [numberAt(each, 'acquisition_order'), each]),
  );
  const aligned = objectsAt(await readDocument(storage, alignment.path), 'per_section_alignment_parameters');
  const alignments = new Map(aligned.flatMap(alignmentOf).map((each) => [each.zIndex, each]));
  const described = objectsAt(await readDocument(storage, tiltSeries.path), 'per_section_parameter');
  const records = new Map(described.map((each) => [numberAt(each, 'z_index'), each]));
  const indices = [...new Set([...records.keys(), ...alignments.keys()])].filter((index) => index !== null);
  const sections = indices
    .sort((a, b) => a - b)
    .map((zIndex): ExportedSection => {
      const record = records.get(zIndex);
      const order = numberAt(record, 'frame_acquisition_order');
      const frame = order === null ? undefined : byOrder.get(order);
      return {
        zIndex,
        rawAngle: numberAt(record, 'raw_angle'),
        alignment: alignments.get(zIndex) ?? null,
        dose: numberAt(frame, 'accumulated_dose'),
        frames: textAt(frame, 'path'),
        ctf: ctfOf(record),
      };
    });
  return { tiltSeries, alignment, pixelSize, sections };
}

/** Returns the section in a record of alignment metadata: the inverse of `alignmentRecord`. */
function alignmentOf(record: JsonObject): AlignmentSection[] {
  const zIndex = numberAt(record, 'z_index');
  const cell = (row: number, column: number) => numberAt(record, 'in_plane_rotation', row, column);
  const [a, b, c, d] = [cell(0, 0), cell(0, 1), cell(1, 0), cell(1, 1)];
  if (zIndex === null || a === null || b === null || c === null || d === null) return [];
  return [
    {
      zIndex,
      tiltAngle: numberAt(record, 'tilt_angle') ?? 0,
      volumeXRotation: numberAt(record, 'volume_x_rotation') ?? 0,
      inPlaneRotation: [
        [a, b],
        [c, d],
      ],
      xOffset: numberAt(record, 'x_offset') ?? 0,
      yOffset: numberAt(record, 'y_offset') ?? 0,
    },
  ];
}

function ctfOf(record: JsonObject | undefined): SectionCtf | null {
  const [majorDefocus, minorDefocus] = [numberAt(record, 'major_defocus'), numberAt(record, 'minor_defocus')];
  if (majorDefocus === null || minorDefocus === null) return null;
  return {
    majorDefocus,
    minorDefocus,
    azimuth: numberAt(record, 'astigmatic_angle'),
    phaseShift: numberAt(record, 'phase_shift'),
    crossCorrelation: numberAt(record, 'cross_correlation'),
    maxResolution: numberAt(record, 'max_resolution'),
  };
}

/** Rotation about z of a section in degrees, and how far its matrix is from that rotation. */
export function planeRotation({ inPlaneRotation: [first = [], second = []] }: AlignmentSection): {
  readonly degrees: number;
  readonly error: number;
} {
  const [a = 1, b = 0, c = 0, d = 1] = [...first, ...second];
  // The rotation nearest to the matrix, whose two columns may differ by a distortion.
  const angle = Math.atan2(c - b, a + d);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const error = Math.max(Math.abs(a - cos), Math.abs(b + sin), Math.abs(c - sin), Math.abs(d - cos));
  return { degrees: (angle * 180) / Math.PI, error };
}

/** Error of a matrix that is written with few digits. */
const writtenError = 1e-4;

/** Reports what an alignment has beyond rotation, tilt and shift of each section. */
export function loseAlignmentFacts(
  run: ExportedRun,
  { alignment, sections }: ExportedTilts,
  out: ExportOutput,
): void {
  const { metadata } = alignment;
  const lose = (loss: string) => out.lose(itemName(run, 'alignment', alignment), loss);
  if (metadata.alignment_type === 'LOCAL') lose('local alignments are left out');
  for (const key of ['volume_offset', 'x_rotation_offset'] as const) {
    const value = valueAt(metadata, key);
    const numbers = isJsonObject(value) ? Object.values(value) : [value ?? 0];
    if (numbers.some((each) => Number(each) !== 0)) lose(`${key} is not applied`);
  }
  const matrix = valueAt(metadata, 'affine_transformation_matrix');
  const isIdentity = (rows: readonly unknown[]) =>
    rows.flat().every((cell, index) => Number(cell) === (index % 5 === 0 ? 1 : 0));
  if (Array.isArray(matrix) && !isIdentity(matrix)) lose('affine_transformation_matrix is not applied');
  const distorted = sections.filter(
    (each) => each.alignment !== null && planeRotation(each.alignment).error > writtenError,
  );
  if (distorted.length > 0) lose(`scale and shear are left out in ${countOf(distorted.length, 'section')}`);
}
