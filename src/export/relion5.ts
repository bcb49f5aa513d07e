import { numberAt } from '../base/json-value.js';
import { hasField } from '../formats/points/point.js';
import { relionAngles } from '../formats/points/rotation.js';
import { withoutBlanks } from './export-format.js';
import type { ExportOutput, ExportWriter } from './export-output.js';
import {
  annotationFiles,
  type ExportedRun,
  type ExportedTomogram,
  type PointFile,
  tomogramAt,
} from './exported-run.js';
import { byObject, located, oriented, particleFiles } from './point-rows.js';
import {
  microscopeOf,
  type ParticleTable,
  type StarCells,
  starCell,
  starTable,
  usualContrast,
  writeParticles,
} from './star.js';
import { type ExportedTilts, loseOtherSeries, loseTilts, planeRotation, readTilts } from './tilt-sections.js';

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
  const tomograms: StarCells[] = [];
  const particles: FramedFile[] = [];
  for (const run of project.runs) {
    const chosen = chooseSpacing(run, out);
    const { points } = annotationFiles(chosen);
    const usual = tomogramAt(chosen, { spacing: chosen.tomograms[0]?.spacing ?? '' });
    const tomogram = points.find((file) => file.tomogram !== null)?.tomogram ?? usual;
    const ofPoints = points.flatMap(({ annotation }) => annotation.alignmentPath ?? []);
    const alignment = tomogram?.alignmentPath ?? ofPoints[0] ?? null;
    const tilts = await readTilts(run, project.tree, alignment);
    const frame = tomogram && frameOf(run.name, tomogram, tilts);
    const seen = tilts === null ? chosen : { ...chosen, tiltSeries: [tilts.tiltSeries] };
    for (const file of particleFiles(seen, out)) {
      const { label, alignmentPath } = file.annotation;
      if (frame === null) out.lose(label, 'left out: its tomogram or the size of it is unknown');
      else if (alignmentPath === null || alignmentPath === alignment) particles.push({ ...file, frame });
      else out.lose(label, 'left out: it belongs to another alignment than its tomogram');
    }
    if (frame === null) {
      const reason = `left out: ${tomogram === null ? 'no tomogram of the run is selected' : 'the size of the tomogram is unknown'}`;
      for (const { label } of chosen.tomograms) out.lose(label, reason);
      loseOtherSeries(run, null, out, reason);
      continue;
    }
    const row = await writeTomogram(run, frame, tilts, out);
    if (row !== null) tomograms.push(row);
  }
  if (tomograms.length > 0) await out.file('tomograms.star', () => [starTable('global', tomograms)]);
  const groups = byObject(particles, false);
  for (const group of groups) {
    const path = groups.length === 1 ? 'particles.star' : `particles_${group.slug}.star`;
    for (const { frame } of group.files) frame.count = 0;
    await writeParticles(path, group, particleTable, project, out);
  }
};

type Frame = NonNullable<ReturnType<typeof frameOf>>;

interface FramedFile extends PointFile {
  readonly frame: Frame;
}

/** Returns the tomogram of a run as RELION sees it; null if its size is unknown. */
function frameOf(run: string, tomogram: ExportedTomogram, tilts: ExportedTilts | null) {
  const { size, voxelSpacing } = tomogram;
  if (size === null) return null;
  const pixelSize = tilts?.pixelSize ?? voxelSpacing;
  return {
    tomogram,
    /** A block of a STAR file has no blanks. */
    name: withoutBlanks(run),
    /** Of the tilt series in Å; the voxel spacing without one. */
    pixelSize,
    /** Voxels. */
    centre: size.map((voxels) => voxels / 2),
    /** Pixels of the tilt series, before they are rounded to whole ones. */
    size: size.map((voxels) => (voxels * voxelSpacing) / pixelSize),
    /** Number of particles so far. */
    count: 0,
  };
}

/** Returns a run with the items of one voxel spacing; the others are losses. */
function chooseSpacing(run: ExportedRun, out: ExportOutput): ExportedRun {
  const items = [...run.tomograms, ...run.annotations];
  const all = [...new Set(items.map(({ spacing }) => spacing))].sort((a, b) => Number(a) - Number(b));
  const withPoints = run.annotations.filter(({ files }) => files.some(({ format }) => format === 'ndjson'));
  const chosen = all.find((spacing) => withPoints.some((each) => each.spacing === spacing)) ?? all[0];
  for (const { label, spacing } of items) {
    if (spacing === chosen) continue;
    out.lose(label, 'left out: RELION 5 has one tomogram a run; --filter voxel-spacing=… chooses another');
  }
  const own = <Item extends { readonly spacing: string }>(of: readonly Item[]) =>
    of.filter(({ spacing }) => spacing === chosen);
  return { ...run, tomograms: own(run.tomograms), annotations: own(run.annotations) };
}

/** Exports a tomogram and its tilt series; returns its row of `tomograms.star`, or null if RELION could not read it. */
async function writeTomogram(run: ExportedRun, frame: Frame, tilts: ExportedTilts | null, out: ExportOutput) {
  const { tomogram, name, pixelSize, size } = frame;
  const lose = (loss: string) => out.lose(tomogram.label, loss);
  for (const { label, spacing } of run.tomograms.filter((other) => other !== tomogram)) {
    if (spacing === tomogram.spacing) out.lose(label, `left out: tomogram ${tomogram.id} stands for the run`);
  }
  if (tilts === null || tilts.sections.every(({ alignment }) => alignment === null)) {
    lose('not in tomograms.star: the run has no aligned tilt series');
    const reason = tilts === null ? undefined : 'left out: the alignment has no sections';
    loseOtherSeries(run, null, out, reason);
    return null;
  }
  if (size.some((pixels) => Math.abs(pixels - Math.round(pixels)) > 1e-3)) {
    lose('its size is rounded to whole pixels of the tilt series; the centre stays');
  }
  const images = ['x', 'y'].map((axis) => numberAt(tilts.tiltSeries.metadata, 'size', axis) ?? 0);
  if ([...size, ...images].some((pixels) => Math.round(pixels) % 2 === 1))
    lose('RELION truncates halves of odd sizes when it projects: up to 1.6 pixels in its images');
  const usual = `${usualHand} and ${usualContrast}, the defaults of RELION`;
  lose(`handedness and amplitude contrast are unknown: ${usual}`);
  const microscope = microscopeOf({ ...run, tiltSeries: [tilts.tiltSeries] });
  if (microscope === null)
    lose('voltage or aberration is unknown: 300 kV and 2.7 mm, the defaults of RELION');
  const binning = numberAt(tilts.tiltSeries.metadata, 'binning_from_frames');
  if (!binning) out.lose(tilts.tiltSeries.label, 'binning of frames is unknown: 1 is written');
  const star = await writeTiltSeries(run, tilts, name, out);
  const volume = await out.volume(`tomograms/${name}.mrc`, tomogram, 'mrc_file');
  const [sizeX = 0, sizeY = 0, sizeZ = 0] = size.map(Math.round);
  return {
    rlnTomoName: name,
    ...(microscope ?? { rlnVoltage: 300, rlnSphericalAberration: 2.7 }),
    rlnAmplitudeContrast: usualContrast,
    rlnMicrographOriginalPixelSize: pixelSize / (binning || 1),
    rlnTomoHand: usualHand,
    rlnOpticsGroupName: name,
    rlnTomoTiltSeriesPixelSize: pixelSize,
    rlnTomoTiltSeriesStarFile: star,
    rlnTomoTomogramBinning: tomogram.voxelSpacing / pixelSize,
    ...{ rlnTomoSizeX: sizeX, rlnTomoSizeY: sizeY, rlnTomoSizeZ: sizeZ },
    ...(volume === null ? {} : { rlnTomoReconstructedTomogram: volume }),
  };
}

/** Writes a tilt series with its alignment; returns the path of the file. */
async function writeTiltSeries(run: ExportedRun, tilts: ExportedTilts, name: string, out: ExportOutput) {
  const { tiltSeries, sections, pixelSize } = tilts;
  loseTilts(tilts, 'relion5', out);
  loseOtherSeries(run, tilts, out);
  const used = sections.flatMap((section) =>
    section.alignment === null ? [] : [{ ...section, own: section.alignment }],
  );
  // RELION reads a file as a stack of images if it is called .mrcs.
  const stackPath = `tilt_series/${name}.mrcs`;
  const stack = (await out.volume(stackPath, tiltSeries, 'mrc_file')) ?? stackPath;
  const hasPhase = used.some(({ ctf }) => (ctf?.phaseShift ?? 0) !== 0);
  const axis = numberAt(tiltSeries.metadata, 'tilt_axis');
  const rows = used.map(
    ({ zIndex, rawAngle, own, dose, ctf }): StarCells => ({
      rlnMicrographName: `${zIndex + 1}@${stack}`,
      rlnTomoNominalStageTiltAngle: rawAngle ?? own.tiltAngle,
      ...(axis === null ? {} : { rlnTomoNominalTiltAxisAngle: axis }),
      rlnMicrographPreExposure: dose ?? 0,
      rlnTomoXTilt: own.volumeXRotation,
      rlnTomoYTilt: own.tiltAngle,
      rlnTomoZRot: planeRotation(own).degrees,
      rlnTomoXShiftAngst: own.xOffset * pixelSize,
      rlnTomoYShiftAngst: own.yOffset * pixelSize,
      rlnDefocusU: ctf?.majorDefocus ?? 0,
      rlnDefocusV: ctf?.minorDefocus ?? 0,
      rlnDefocusAngle: ctf?.azimuth ?? 0,
      ...(hasPhase ? { rlnPhaseShift: ctf?.phaseShift ?? 0 } : {}),
      rlnCtfFigureOfMerit: ctf?.crossCorrelation ?? 0,
      rlnCtfMaxResolution: ctf?.maxResolution ?? 0,
    }),
  );
  const path = `tilt_series/${name}.star`;
  await out.file(path, () => [starTable(name, rows)]);
  return path;
}

/** Particles: their number in the tomogram, over all files of an object, then place in Å from the centre, and angles. */
const particleTable: ParticleTable<FramedFile> = {
  names: ['rlnTomoName', 'rlnOpticsGroup', 'rlnTomoParticleName'],
  coordinates: ['X', 'Y', 'Z'].map((axis) => `rlnCenteredCoordinate${axis}Angst`),
  opticsOf: ({ frame }) => ({ rlnTomoTiltSeriesPixelSize: frame.pixelSize }),
  rowsOf(file, optics) {
    const { frame, type, voxelSpacing } = file;
    const name = starCell(frame.name);
    // The number of the particle is in the quotes of its name.
    const quote = name === frame.name ? '' : name.charAt(0);
    return {
      prefix: `${name} ${optics} ${quote}${frame.name}/`,
      row: `%${quote} # # #${hasField(type, 'rotation') ? ' # # #' : ''}`,
      numbers(point) {
        frame.count += 1;
        const place = located(point, voxelSpacing, frame.centre);
        return [frame.count, ...place, ...oriented(file, point, relionAngles)];
      },
    };
  },
};
