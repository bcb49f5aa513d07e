import { joinBytes } from '../base/collections.js';
import { numberAt, textAt } from '../base/json-value.js';
import type { AlignmentSection } from '../formats/alignment/alignment-section.js';
import { slicerAngles } from '../formats/points/rotation.js';
import type { ExportProject, ExportWriter } from './export-format.js';
import type { ExportOutput } from './export-output.js';
import { annotationFiles, type ExportedRun, itemName, type PointFile, tomogramAt } from './exported-run.js';
import { exportedPoints, rotationOf } from './point-rows.js';
import { type ExportedTilts, readTilts } from './tilt-sections.js';

/**
 * Writes a folder for each run, for etomo and 3dmod: the stack `{run}.mrc` with `.xf`, `.tlt` and `.xtilt`, tomograms, and a model
 * for each file of points. Orientations are slicer angles, the form in which ingest reads them.
 */
export const writeImod: ExportWriter = async (project, out) => {
  for (const run of project.runs) {
    const tilts = await readTilts(run, project.tree, null);
    if (tilts !== null) await writeAlignment(run, tilts, out);
    for (const series of run.tiltSeries) {
      if (series === tilts?.tiltSeries) continue;
      out.lose(
        itemName(run, 'tilt series', series),
        'left out: the folder of a run has one, with an alignment',
      );
    }
    for (const alignment of run.alignments) {
      if (alignment === tilts?.alignment) continue;
      out.lose(
        itemName(run, 'alignment', alignment),
        'left out: the folder of a run has one, of its tilt series',
      );
    }
    for (const tomogram of run.tomograms) {
      const mrc = textAt(tomogram.metadata, 'mrc_file');
      const item = itemName(run, 'tomogram', tomogram);
      if (mrc === null) out.lose(item, 'left out: it has no MRC');
      else await out.volume(`${run.name}/${run.name}_${tomogram.spacing}_${tomogram.id}_rec.mrc`, mrc);
    }
    for (const file of annotationFiles(run).points) {
      const { annotation, shape } = file;
      const path = `${run.name}/${shape.toLowerCase()}_${annotation.spacing}_${annotation.id}.mod`;
      await out.bytes(path, () => modelOf(run, file, project));
    }
  }
};

/**
 * Writes stack, transforms and angles. A section without alignment has the identity and its recorded tilt, and is excluded by
 * `tilt.com`.
 */
async function writeAlignment(run: ExportedRun, tilts: ExportedTilts, out: ExportOutput): Promise<void> {
  const { tiltSeries, sections } = tilts;
  const base = `${run.name}/${run.name}`;
  const mrc = textAt(tiltSeries.metadata, 'mrc_file');
  const item = itemName(run, 'tilt series', tiltSeries);
  if (mrc === null) out.lose(item, 'its stack is unknown');
  else await out.volume(`${base}.mrc`, mrc);
  const count = numberAt(tiltSeries.metadata, 'size', 'z') ?? (sections.at(-1)?.zIndex ?? -1) + 1;
  const byIndex = new Map(sections.map((section) => [section.zIndex, section]));
  const all = Array.from({ length: count }, (_, zIndex) => byIndex.get(zIndex));
  const rows = (spell: (section: (typeof all)[number]) => string) => () => [`${all.map(spell).join('\n')}\n`];
  await out.text(
    `${base}.xf`,
    rows((section) => transformOf(section?.alignment ?? null).join(' ')),
  );
  await out.text(
    `${base}.tlt`,
    rows((section) => String(section?.alignment?.tiltAngle ?? section?.rawAngle ?? 0)),
  );
  await out.text(
    `${base}.xtilt`,
    rows((section) => String(section?.alignment?.volumeXRotation ?? 0)),
  );
  const excluded = all.flatMap((section, zIndex) => (section?.alignment == null ? [zIndex + 1] : []));
  const exclude = excluded.length === 0 ? [] : [`EXCLUDELIST2 ${excluded.join(',')}\n`];
  await out.text(`${run.name}/tilt.com`, () => [
    '$tilt -StandardInput\n',
    `InputProjections ${run.name}.ali\n`,
    `OutputFile ${run.name}_full_rec.mrc\n`,
    `TILTFILE ${run.name}.tlt\n`,
    `XTILTFILE ${run.name}.xtilt\n`,
    ...exclude,
  ]);
  if (sections.some(({ dose }) => dose !== null)) out.lose(item, 'doses are left out');
  if (sections.some(({ ctf }) => ctf !== null)) out.lose(item, 'CTF estimates are left out');
  if (excluded.length > 0) out.lose(item, 'sections without alignment are excluded in tilt.com');
}

/** Returns `A11 A12 A21 A22 DX DY` of a section: the inverse of `raw = P · aligned + offset`, as `imodAlignment` reads it. */
function transformOf(alignment: AlignmentSection | null): readonly number[] {
  if (alignment === null) return [1, 0, 0, 1, 0, 0];
  const [[a = 1, b = 0] = [], [c = 0, d = 1] = []] = alignment.inPlaneRotation;
  const { xOffset, yOffset } = alignment;
  const determinant = a * d - b * c;
  const shift = [(b * yOffset - d * xOffset) / determinant, (c * xOffset - a * yOffset) / determinant];
  return [a, c, b, d, ...shift].map((value) => value + 0);
}

/** Bits of the flags of an object: open contours, and points that are not connected (`imodel.h`). */
const objectFlags = (1 << 3) | (1 << 9);
const angstromUnit = -10;
/** Points that are written at once. */
const batchPoints = 2 ** 16;

/**
 * Yields the bytes of a model, version 1.2 (IMOD's "binary model file format"): one contour with all points in voxels, then
 * slicer angles of oriented points. The file of points is read once more to count them, so that memory does not grow.
 */
async function* modelOf(
  run: ExportedRun,
  file: PointFile,
  project: ExportProject,
): AsyncGenerator<Uint8Array> {
  let count = 0;
  for await (const points of exportedPoints(file, project)) count += points.length;
  const size = tomogramAt(run, file.annotation.spacing)?.size ?? [0, 0, 0];
  const header = new Chunk('IMODV1.2', 232).int32(128, [...size.map(Math.round), 1, 0, 1, 1, 0, 255]);
  header.text(0, file.annotation.objectName, 127);
  // Scales of the axes, then spacing and unit of a pixel.
  header.float32(176, [1, 1, 1]).float32(208, [file.voxelSpacing]).int32(212, [angstromUnit]);
  const object = new Chunk('OBJT', 176).text(0, file.annotation.objectName, 63);
  object.int32(128, [1, objectFlags, 0, 1]).float32(144, [0, 1, 0]).int32(156, [5]);
  yield joinBytes([header.bytes, object.bytes, new Chunk('CONT', 16).int32(0, [count, 0, 0, 0]).bytes]);
  for await (const points of exportedPoints(file, project)) {
    for (let at = 0; at < points.length; at += batchPoints) {
      const batch = points.slice(at, at + batchPoints);
      yield new Chunk('', 12 * batch.length).float32(
        0,
        batch.flatMap(({ x, y, z }) => [x, y, z]),
      ).bytes;
    }
  }
  if (file.type === 'orientedPoint') {
    for await (const points of exportedPoints(file, project)) {
      const chunks = points.map((point) => {
        const angles = slicerAngles(rotationOf(point, file));
        return new Chunk('SLAN', 64).int32(0, [60, 1]).float32(8, [...angles, point.x, point.y, point.z])
          .bytes;
      });
      yield joinBytes(chunks);
    }
  }
  yield new Chunk('IEOF', 0).bytes;
}

/** A part of a model: its name, then big-endian values. */
class Chunk {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly #start: number;

  constructor(id: string, size: number) {
    this.bytes = new Uint8Array(id.length + size);
    this.bytes.set(new TextEncoder().encode(id));
    this.#view = new DataView(this.bytes.buffer);
    this.#start = id.length;
  }

  int32(offset: number, values: readonly number[]): this {
    for (const [index, value] of values.entries())
      this.#view.setInt32(this.#start + offset + 4 * index, value);
    return this;
  }

  float32(offset: number, values: readonly number[]): this {
    for (const [index, value] of values.entries())
      this.#view.setFloat32(this.#start + offset + 4 * index, value);
    return this;
  }

  /** Writes Latin-1 text, cut to a length. */
  text(offset: number, text: string, length: number): this {
    for (const [index, character] of [...text].slice(0, length).entries()) {
      const code = character.codePointAt(0) ?? 0;
      this.bytes[this.#start + offset + index] = code < 256 ? code : 63;
    }
    return this;
  }
}
