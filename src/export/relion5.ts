import { defined } from '../base/collections.js';
import { type JsonObject, numberAt, textAt } from '../base/json-value.js';
import { countOf } from '../base/messages.js';
import type { Vector } from '../formats/points/point.js';
import { relionAngles } from '../formats/points/rotation.js';
import type { ExportProject, ExportWriter } from './export-format.js';
import type { ExportOutput } from './export-output.js';
import { type ExportedRun, type ExportedTomogram, itemName, tomogramAt } from './exported-run.js';
import {
  byObject,
  type PointRows,
  particleFiles,
  type RunPoints,
  rotationOf,
  separated,
  spellPoints,
} from './point-rows.js';
import { angleColumns, microscopeOf, opticsGroups, usualAmplitudeContrast } from './star.js';
import { starCell, starHead, starTable } from './star-table.js';
import { type ExportedTilts, loseAlignmentFacts, planeRotation, readTilts } from './tilt-sections.js';

/** Handedness of the defocus, which trees do not have: the default of RELION 5 (`pipeline_jobs.cpp`). */
const usualHand = -1;

/**
 * Writes a project directory of RELION 5: `tomograms.star`, `tilt_series/{run}.star` with alignment, dose and CTF, and
 * `particles.star`, or `particles_{object}.star` for several objects. Columns are those that `loadTomogram` of its
 * `tomogram_set.cpp` and `read` of its `particle_set.cpp` read; paths start at the project directory.
 *
 * RELION has one tomogram a run: of several voxel spacings, the finest with points is exported.
 */
export const writeRelion5: ExportWriter = async (project, out) => {
  const tomograms: JsonObject[] = [];
  const particles: (RunPoints & { readonly frame: Frame })[] = [];
  for (const run of project.runs) {
    const chosen = chooseSpacing(run, out);
    const tomogram = tomogramAt(chosen, chosen.tomograms[0]?.spacing ?? '');
    const files = particleFiles(chosen, out);
    if (tomogram === null || tomogram.size === null) {
      for (const { file } of files) {
        out.lose(
          itemName(run, 'annotation', file.annotation),
          'left out: its tomogram or the size of it is unknown',
        );
      }
      continue;
    }
    const alignmentPath = textAt(tomogram.metadata, 'alignment_metadata_path');
    const tilts = await readTilts(run, project.tree, alignmentPath);
    const frame = frameOf(run.name, tomogram, tomogram.size, tilts);
    for (const each of files) {
      const { annotation } = each.file;
      if (annotation.alignmentPath === null || annotation.alignmentPath === alignmentPath) {
        particles.push({ ...each, frame });
      } else
        out.lose(
          itemName(run, 'annotation', annotation),
          'left out: it belongs to another alignment than its tomogram',
        );
    }
    const row = await writeTomogram(run, { tomogram, tilts, frame }, out);
    if (row !== null) tomograms.push(row);
  }
  const columns = [...new Set(tomograms.flatMap((row) => Object.keys(row)))];
  if (tomograms.length > 0) {
    const rows = tomograms.map((row) => columns.map((name) => cellOf(row[name])));
    await out.text('tomograms.star', () => [starTable('global', columns, rows)]);
  }
  await writeParticles(particles, project, out);
};

function cellOf(value: JsonObject[string] | undefined): string | number {
  return typeof value === 'number' || typeof value === 'string' ? value : 'None';
}

/** The tomogram of a run as RELION sees it. */
interface Frame {
  /** Name of the tomogram: a block of a STAR file, without blanks. */
  readonly name: string;
  /** Pixel size of the tilt series in Å; the voxel spacing without one. */
  readonly pixelSize: number;
  /** Centre of the tomogram in voxels. */
  readonly centre: Vector;
  /** Size in pixels of the tilt series, in whole pixels, as RELION reads it. */
  readonly size: Vector;
}

function frameOf(
  run: string,
  { voxelSpacing }: ExportedTomogram,
  size: Vector,
  tilts: ExportedTilts | null,
): Frame {
  const pixelSize = tilts?.pixelSize ?? voxelSpacing;
  return {
    name: run.replaceAll(/\s+/g, '_'),
    pixelSize,
    centre: size.map((voxels) => voxels / 2) as unknown as Vector,
    size: size.map((voxels) => Math.round((voxels * voxelSpacing) / pixelSize)) as unknown as Vector,
  };
}

/** Returns a run with the items of one voxel spacing; the others are losses. */
function chooseSpacing(run: ExportedRun, out: ExportOutput): ExportedRun {
  const all = [...new Set([...run.tomograms, ...run.annotations].map(({ spacing }) => spacing))];
  const finest = all.sort((a, b) => Number(a) - Number(b));
  const hasPoints = (spacing: string) =>
    run.annotations.some(
      (each) => each.spacing === spacing && each.files.some(({ format }) => format === 'ndjson'),
    );
  const chosen = finest.find(hasPoints) ?? finest[0];
  const left = 'left out: RELION 5 has one tomogram a run; --filter voxel-spacing=… chooses another';
  for (const [kind, items] of [
    ['tomogram', run.tomograms],
    ['annotation', run.annotations],
  ] as const) {
    for (const item of items) if (item.spacing !== chosen) out.lose(itemName(run, kind, item), left);
  }
  const own = <Item extends { readonly spacing: string }>(items: readonly Item[]) =>
    items.filter(({ spacing }) => spacing === chosen);
  return { ...run, tomograms: own(run.tomograms), annotations: own(run.annotations) };
}

interface RelionTomogram {
  readonly tomogram: ExportedTomogram;
  readonly tilts: ExportedTilts | null;
  readonly frame: Frame;
}

/** Writes the tilt series of a run; returns its row of `tomograms.star`, or null if RELION could not read it. */
async function writeTomogram(
  run: ExportedRun,
  { tomogram, tilts, frame }: RelionTomogram,
  out: ExportOutput,
): Promise<JsonObject | null> {
  const lose = (loss: string) => out.lose(itemName(run, 'tomogram', tomogram), loss);
  for (const other of run.tomograms) {
    if (other !== tomogram && other.spacing === tomogram.spacing) {
      out.lose(itemName(run, 'tomogram', other), `left out: tomogram ${tomogram.id} stands for the run`);
    }
  }
  const { voltage, aberration } = microscopeOf(run);
  const { tiltSeries, sections = [] } = tilts ?? {};
  if (!sections.some(({ alignment }) => alignment !== null) || tilts === null || tiltSeries === undefined) {
    lose('not in tomograms.star: the run has no aligned tilt series');
    return null;
  }
  const exact = tomogram.size?.map((voxels) => (voxels * tomogram.voxelSpacing) / frame.pixelSize) ?? [];
  if (exact.some((size, axis) => Math.abs(size - (frame.size[axis] ?? 0)) > 1e-3)) {
    lose('its size is rounded to whole pixels of the tilt series; the centre stays');
  }
  lose(
    `handedness and amplitude contrast are unknown: ${usualHand} and ${usualAmplitudeContrast}, the defaults of RELION`,
  );
  if (voltage === null || aberration === null) lose('voltage or aberration is unknown: 300 kV and 2.7 mm');
  const star = `tilt_series/${frame.name}.star`;
  await writeTiltSeries(run, star, tilts, frame, out);
  const mrc = textAt(tomogram.metadata, 'mrc_file');
  const volume = mrc === null ? null : await out.volume(`tomograms/${frame.name}.mrc`, mrc);
  const movieBinning = numberAt(tiltSeries.metadata, 'binning_from_frames') ?? 1;
  const [sizeX, sizeY, sizeZ] = frame.size;
  return {
    rlnTomoName: frame.name,
    rlnVoltage: voltage ?? 300,
    rlnSphericalAberration: aberration ?? 2.7,
    rlnAmplitudeContrast: usualAmplitudeContrast,
    rlnMicrographOriginalPixelSize: frame.pixelSize / (movieBinning || 1),
    rlnTomoHand: usualHand,
    rlnOpticsGroupName: frame.name,
    rlnTomoTiltSeriesPixelSize: frame.pixelSize,
    rlnTomoTiltSeriesStarFile: star,
    rlnTomoTomogramBinning: tomogram.voxelSpacing / frame.pixelSize,
    rlnTomoSizeX: sizeX,
    rlnTomoSizeY: sizeY,
    rlnTomoSizeZ: sizeZ,
    ...defined({ rlnTomoReconstructedTomogram: volume ?? undefined }),
  };
}

async function writeTiltSeries(
  run: ExportedRun,
  path: string,
  tilts: ExportedTilts,
  { name, pixelSize }: Frame,
  out: ExportOutput,
): Promise<void> {
  const { tiltSeries, sections } = tilts;
  const lose = (loss: string) => out.lose(itemName(run, 'tilt series', tiltSeries), loss);
  loseAlignmentFacts(run, tilts, out);
  const used = sections.filter((section) => section.alignment !== null);
  if (used.length < sections.length) {
    lose(`${countOf(sections.length - used.length, 'section')} left out: without alignment`);
  }
  const count = (what: string, lacks: (section: (typeof used)[number]) => boolean) => {
    const lacking = used.filter(lacks).length;
    if (lacking > 0) lose(`${countOf(lacking, 'section')} without ${what}: 0 is written`);
  };
  count('dose', ({ dose }) => dose === null);
  count('CTF estimate', ({ ctf }) => ctf === null);
  const mrc = textAt(tiltSeries.metadata, 'mrc_file');
  // RELION reads a file as a stack of images if it is called .mrcs.
  const own = `tilt_series/${name}.mrcs`;
  const stack = (mrc === null ? null : await out.volume(own, mrc)) ?? own;
  if (mrc === null) lose('its stack is unknown: copy it to the path in the table');
  const hasPhase = used.some(({ ctf }) => (ctf?.phaseShift ?? 0) !== 0);
  const axis = numberAt(tiltSeries.metadata, 'tilt_axis');
  const rows = used.map(({ zIndex, rawAngle, alignment, dose, ctf }): JsonObject => {
    return {
      rlnMicrographName: `${zIndex + 1}@${stack}`,
      rlnTomoNominalStageTiltAngle: rawAngle ?? alignment?.tiltAngle ?? 0,
      ...(axis === null ? {} : { rlnTomoNominalTiltAxisAngle: axis }),
      rlnMicrographPreExposure: dose ?? 0,
      rlnTomoXTilt: alignment?.volumeXRotation ?? 0,
      rlnTomoYTilt: alignment?.tiltAngle ?? 0,
      rlnTomoZRot: alignment === null ? 0 : planeRotation(alignment).degrees,
      rlnTomoXShiftAngst: (alignment?.xOffset ?? 0) * pixelSize,
      rlnTomoYShiftAngst: (alignment?.yOffset ?? 0) * pixelSize,
      rlnDefocusU: ctf?.majorDefocus ?? 0,
      rlnDefocusV: ctf?.minorDefocus ?? 0,
      rlnDefocusAngle: ctf?.azimuth ?? 0,
      ...(hasPhase ? { rlnPhaseShift: ((ctf?.phaseShift ?? 0) * 180) / Math.PI } : {}),
      rlnCtfFigureOfMerit: ctf?.crossCorrelation ?? 0,
      rlnCtfMaxResolution: ctf?.maxResolution ?? 0,
    };
  });
  const columns = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => columns.map((column) => cellOf(row[column])));
  await out.text(path, () => [starTable(name, columns, cells)]);
}

async function writeParticles(
  particles: readonly (RunPoints & { readonly frame: Frame })[],
  project: ExportProject,
  out: ExportOutput,
): Promise<void> {
  const frames = new Map<RunPoints, Frame>(particles.map((each) => [each, each.frame]));
  const frameFor = (each: RunPoints) => frames.get(each) as Frame;
  const groups = byObject(particles);
  for (const group of groups) {
    const optics = opticsGroups(group, (each) => frameFor(each).pixelSize, out);
    const columns = ['rlnTomoName', 'rlnOpticsGroup', 'rlnTomoParticleName'];
    const centred = ['X', 'Y', 'Z'].map((axis) => `rlnCenteredCoordinate${axis}Angst`);
    await out.text(
      groups.length === 1 ? 'particles.star' : `particles_${group.slug}.star`,
      async function* () {
        yield starTable(
          'optics',
          [...optics.columns, 'rlnTomoTiltSeriesPixelSize'],
          optics.rows.map(({ cells, pixelSize }) => [...cells, pixelSize]),
        );
        yield starHead('particles', [...columns, ...centred, ...(group.isOriented ? angleColumns : [])]);
        const counts = new Map<string, number>();
        for (const each of group.files) {
          const { name } = frameFor(each);
          const prefix = `${starCell(name)} ${optics.groupOf(each)} ${name}/`;
          yield* spellPoints(each.file, project, particleRows(each, frameFor(each), prefix, counts));
        }
        yield '\n';
      },
    );
  }
}

/** Rows of particles: their number in the tomogram, which `counts` has over several files, position and angles. */
function particleRows(
  { file }: RunPoints,
  { name, centre }: Frame,
  prefix: string,
  counts: Map<string, number>,
): PointRows {
  const isOriented = file.type === 'orientedPoint';
  return {
    ...separated(isOriented ? 7 : 4, ' ', 1),
    prefix,
    put(point, values, at) {
      const number = (counts.get(name) ?? 0) + 1;
      counts.set(name, number);
      values[at] = number;
      values[at + 1] = (point.x - centre[0]) * file.voxelSpacing;
      values[at + 2] = (point.y - centre[1]) * file.voxelSpacing;
      values[at + 3] = (point.z - centre[2]) * file.voxelSpacing;
      if (isOriented) values.set(relionAngles(rotationOf(point, file)), at + 4);
    },
  };
}
