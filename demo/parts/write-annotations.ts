import type { RunPlan } from '../deposition-plan.js';
import { encodeCsv } from '../files/csv.js';
import { encodeGlb, encodeObj, encodeStl } from '../files/mesh.js';
import { encodeMrc } from '../files/mrc.js';
import { encodeStar } from '../files/star.js';
import { globeMesh, ribosomeMesh } from '../scene/globe-mesh.js';
import { paintMembranes, paintVesicles } from '../scene/paint-labels.js';
import type { Point, Scene } from '../scene/scene.js';
import type { SourceFiles } from '../source-files.js';

/** Picks, masks and meshes of one run, all true to its scene; positions in voxels, the mesh of a ribosome in Å. */
export async function writeAnnotations(
  run: RunPlan,
  scene: Scene,
  voxelSpacing: number,
  files: SourceFiles,
): Promise<void> {
  const path = `annotations/${run.name}`;
  const storing = { byteOrder: run.tomogram.byteOrder, voxelSize: voxelSpacing };
  const { shape } = scene;
  await files.write(`${path}_vesicle_centers.csv`, encodeCsv(scene.vesicles.map(({ center }) => center)));
  await files.write(`${path}_membranes_instances.csv`, encodeCsv(membranePoints(scene, voxelSpacing)));
  await files.write(
    `${path}_membrane.mrc`,
    encodeMrc({ shape, values: paintMembranes(scene) }, { ...storing, mode: 0 }),
  );
  await files.write(
    `${path}_vesicles.mrc`,
    encodeMrc({ shape, values: paintVesicles(scene) }, { ...storing, mode: 6 }),
  );
  const mesh = globeMesh(scene.vesicles);
  await files.write(`${path}_vesicles.stl`, encodeStl(mesh));
  await files.write(`${path}_vesicles.obj`, encodeObj(mesh));
  const ribosome = ribosomeMesh(scene.ribosomeRadius * voxelSpacing);
  await files.write(`${path}_ribosome.glb`, await encodeGlb(ribosome));
}

/** Points on every membrane with the vesicle that it is of, in Å, as TARDIS lists them. */
function membranePoints({ shape, vesicles }: Scene, voxelSpacing: number): (string | number)[][] {
  const isInside = (point: Point) =>
    point.every((value, axis) => value >= 0 && value <= shape[2 - axis]! - 1);
  const rows = vesicles.flatMap((vesicle) =>
    globeMesh([vesicle], 4)
      .vertices.filter(isInside)
      .map((point) => [vesicle.label, ...point.map((value) => value * voxelSpacing)]),
  );
  return [['IDs', 'X [A]', 'Y [A]', 'Z [A]'], ...rows];
}

/** The ribosomes of all runs with their orientations in one RELION 4 file, as it comes from averaging. */
export async function writeParticles(
  scenes: ReadonlyMap<string, Scene>,
  pixelSpacing: number,
  files: SourceFiles,
): Promise<void> {
  const rows = [...scenes].flatMap(([run, { ribosomes }]) =>
    ribosomes.map(({ center, angles }) => [run, ...center, ...angles, 0, 0, 0, 1]),
  );
  await files.write(
    'annotations/ribosomes.star',
    encodeStar([
      { name: 'optics', columns: ['rlnOpticsGroup', 'rlnImagePixelSize'], rows: [[1, pixelSpacing]] },
      {
        name: 'particles',
        columns: [
          'rlnTomoName',
          ...['X', 'Y', 'Z'].map((axis) => `rlnCoordinate${axis}`),
          ...['Rot', 'Tilt', 'Psi'].map((angle) => `rlnAngle${angle}`),
          ...['X', 'Y', 'Z'].map((axis) => `rlnOrigin${axis}Angst`),
          'rlnOpticsGroup',
        ],
        rows,
      },
    ]),
  );
}
