import { joinBytes } from '../base/collections.js';
import { numberAt } from '../base/json-value.js';
import type { AlignmentSection } from '../formats/alignment/alignment-section.js';
import { hasField } from '../formats/points/point.js';
import { slicerAngles } from '../formats/points/rotation.js';
import type { ExportOutput, ExportProject, ExportWriter } from './export-output.js';
import { annotationFiles, type ExportedRun, type PointFile, tomogramAt } from './exported-run.js';
import { exportedPoints, oriented } from './point-rows.js';
import { type ExportedTilts, loseOtherSeries, loseTilts, readTilts } from './tilt-sections.js';

/**
 * Writes a folder for each run, for etomo and 3dmod: the stack `{run}.mrc` with `.xf`, `.tlt`, `.rawtlt`, `.xtilt` and
 * `.edf`, tomograms, and a model for each file of points. Orientations are slicer angles, as ingest reads them.
 */
export const writeImod: ExportWriter = async (project, out) => {
  for (const run of project.runs) {
    const tilts = await readTilts(run, project.tree, null);
    if (tilts !== null) await writeAlignment(run, tilts, out);
    loseOtherSeries(run, tilts, out);
    for (const each of run.tomograms) {
      await out.volume(`${run.name}/${run.name}_${each.spacing}_${each.id}_rec.mrc`, each, 'mrc_file');
    }
    for (const file of annotationFiles(run).points) {
      const { spacing, id, label, objectName } = file.annotation;
      out.lose(label, 'coordinates and angles are rounded to float32');
      if (/[^ -~]/.test(objectName) || objectName.length > longestName)
        out.lose(label, `the model has at most ${longestName} ASCII characters of ${objectName}`);
      await out.file(`${run.name}/${file.shape.toLowerCase()}_${spacing}_${id}.mod`, () =>
        modelOf(file, project),
      );
    }
  }
};

/** Writes stack, transforms and angles. Unaligned sections: identity, recorded tilt, excluded by `tilt.com`. */
async function writeAlignment(run: ExportedRun, tilts: ExportedTilts, out: ExportOutput): Promise<void> {
  const { tiltSeries, sections } = tilts;
  const { label, metadata } = tiltSeries;
  loseTilts(tilts, 'imod', out);
  const base = `${run.name}/${run.name}`;
  await out.volume(`${base}.mrc`, tiltSeries, 'mrc_file');
  const count = numberAt(metadata, 'size', 'z') ?? (sections.at(-1)?.zIndex ?? -1) + 1;
  const byIndex = new Map(sections.map((section) => [section.zIndex, section]));
  const all = Array.from({ length: count }, (_, zIndex) => byIndex.get(zIndex));
  const write = (extension: string, spell: (section: (typeof all)[number]) => string) =>
    out.file(base + extension, () => [`${all.map(spell).join('\n')}\n`]);
  await write('.xf', (section) => transformOf(section?.alignment ?? null).join(' '));
  await write('.tlt', (section) => String(section?.alignment?.tiltAngle ?? section?.rawAngle ?? 0));
  await write('.rawtlt', (section) => String(section?.rawAngle ?? section?.alignment?.tiltAngle ?? 0));
  await write('.xtilt', (section) => String(section?.alignment?.volumeXRotation ?? 0));
  const excluded = all.flatMap((section, zIndex) => (section?.alignment == null ? [zIndex + 1] : []));
  await out.file(`${run.name}/tilt.com`, () => [
    `$tilt -StandardInput\nInputProjections ${run.name}.ali\nOutputFile ${run.name}_full_rec.mrc\n`,
    `TILTFILE ${run.name}.tlt\nXTILTFILE ${run.name}.xtilt\n`,
    excluded.length === 0 ? '' : `EXCLUDELIST2 ${excluded.join(',')}\n`,
  ]);
  const axis = numberAt(metadata, 'tilt_axis');
  if (axis === null) out.lose(label, 'the tilt axis is left out of the .edf: the metadata have none');
  await out.file(`${base}.edf`, () => edfOf(run.name, tilts.pixelSize, axis, excluded));
  if (excluded.length > 0) out.lose(label, 'sections without alignment are excluded in tilt.com');
}

/**
 * Yields the lines of etomo's file of a data set, with the keys that `parse_edf` of etomofiles reads (`imod_utils.py`)
 * and those of a single axis that `_writeEtomoEdf` of Scipion writes (`protocol_etomo.py`). The pixel size is in nm,
 * sections count from 1.
 */
function* edfOf(name: string, pixelSize: number, axis: number | null, excluded: readonly number[]) {
  yield `Setup.DatasetName=${name}\nSetup.RawImageStackExt=mrc\nSetup.ImageFile.ImageFilenameStyle=MRC\n`;
  yield `Setup.DataSource=CCD\nSetup.ViewType=Single View\nSetup.AxisType=Single Axis\n`;
  yield `Setup.PixelSize=${pixelSize / 10}\nSetup.AxisA.TiltAngle.Type=File\n`;
  if (axis !== null) yield `Setup.ImageRotationA=${axis}\n`;
  if (excluded.length > 0) yield `Setup.AxisA.ExcludeProjections=${excluded.join(',')}\n`;
}

/** Returns `A11 A12 A21 A22 DX DY`, the inverse of `raw = P · aligned + offset`, as `readImod` reads it. */
function transformOf(alignment: AlignmentSection | null): readonly number[] {
  if (alignment === null) return [1, 0, 0, 1, 0, 0];
  const [[a = 1, b = 0] = [], [c = 0, d = 1] = []] = alignment.inPlaneRotation;
  const [x, y, determinant] = [alignment.xOffset, alignment.yOffset, a * d - b * c];
  const shift = [(b * y - d * x) / determinant, (c * x - a * y) / determinant];
  return [a, c, b, d, ...shift].map((value) => value + 0);
}

/** Bits of the flags of an object: open contours, and points that are not connected (`imodel.h`). */
const objectFlags = (1 << 3) | (1 << 9);
const angstromUnit = -10;
/** Characters of the name of an object. */
const longestName = 63;

/**
 * Yields the bytes of a model, version 1.2 (IMOD's "binary model file format"): one contour with all points in voxels,
 * then slicer angles of oriented points. The file of points is read once more to count them, so that memory does not
 * grow.
 */
async function* modelOf(file: PointFile, project: ExportProject): AsyncGenerator<Uint8Array> {
  let count = 0;
  for await (const points of exportedPoints(file, project)) count += points.length;
  const { objectName, spacing } = file.annotation;
  const tomogram = file.tomogram ?? tomogramAt(file.run, { spacing });
  const size = tomogram?.size ?? [0, 0, 0];
  // Size in voxels, objects, flags, drawing mode, mouse mode and grey levels; scales of the axes; spacing and unit of a
  // pixel.
  const integers = { 128: [...size.map(Math.round), 1, 0, 1, 1, 0, 255], 212: [angstromUnit] };
  yield chunk(
    'IMODV1.2',
    232,
    integers,
    { 176: [1, 1, 1], 208: [file.voxelSpacing] },
    objectName.slice(0, 127),
  );
  // One contour, flags, axis and drawing mode; size of the spheres; colour.
  const drawn = { 128: [1, objectFlags, 0, 1], 156: [5] };
  yield chunk('OBJT', 176, drawn, { 144: [0, 1, 0] }, objectName.slice(0, longestName));
  yield chunk('CONT', 16, { 0: [count] });
  for await (const points of exportedPoints(file, project)) {
    const coordinates = points.flatMap(({ x, y, z }) => [x, y, z]);
    yield chunk('', 4 * coordinates.length, {}, { 0: coordinates });
  }
  if (hasField(file.type, 'rotation')) {
    for await (const points of exportedPoints(file, project)) {
      const chunks = points.map((point) => {
        const numbers = [...oriented(file, point, slicerAngles), point.x, point.y, point.z];
        return chunk('SLAN', 64, { 0: [60, 1] }, { 8: numbers });
      });
      yield joinBytes(chunks);
    }
  }
  yield chunk('IEOF', 0, {});
}

/** Big-endian values by their offset. */
type Values = Readonly<Record<number, readonly number[]>>;

/** Returns a chunk of a model with `size` bytes after its identifier; `?` stands for non-ASCII in `name`. */
function chunk(id: string, size: number, integers: Values, floats: Values = {}, name = ''): Uint8Array {
  const bytes = new Uint8Array(id.length + size);
  bytes.set(new TextEncoder().encode(id + name.replaceAll(/[^ -~]/g, '?')));
  const view = new DataView(bytes.buffer, id.length);
  for (const [method, all] of [['setInt32', integers] as const, ['setFloat32', floats] as const])
    for (const [start, values] of Object.entries(all))
      for (const [index, value] of values.entries()) view[method](Number(start) + 4 * index, value);
  return bytes;
}
