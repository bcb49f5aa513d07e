import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RunPlan } from '../../../demo/deposition-plan.js';
import { writeDeposition } from '../../../demo/write-deposition.js';
import { tinyConfig } from '../tiny-config.js';
import { tinyPlan } from '../tiny-plan.js';

/** One thing that is wrong with one run. */
export interface PlantedMistake {
  readonly what: string;
  readonly code: string;
  /** How the path of the finding ends; RUN stands for the run. */
  readonly path: string;
  readonly found?: string;
  readonly expected?: string;
  /** Types of the items that fail. */
  readonly fails: readonly string[];
  /** Spoils the sources of a run. */
  readonly spoil: (files: RunFiles) => Promise<void>;
}

/** The sources of a run, by paths in which RUN stands for its name. */
export interface RunFiles {
  readonly run: string;
  bytes(path: string, edit: (bytes: Buffer) => Uint8Array): Promise<void>;
  text(path: string, edit: (text: string) => string): Promise<void>;
  remove(path: string): Promise<void>;
  move(from: string, to: string): Promise<void>;
  link(path: string, to: string): Promise<void>;
  /** Sets a column of the run's row in the run data map. */
  column(name: string, value: string): Promise<void>;
  removeRow(): Promise<void>;
}

const picks = `
  - metadata:
      annotation_ingest_id: picks
      annotation_method: made up
      annotation_object: {name: proteasome complex, id: GO:0000502}
      method_type: simulated
      ground_truth_status: true
      is_curator_recommended: true
      version: 1.0
      authors:
        - {name: Ada Rivera, ORCID: 0000-0002-1825-0097, primary_author_status: true, corresponding_author_status: true}
      dates: {deposition_date: '2025-01-02', last_modified_date: '2025-02-03', release_date: '2025-03-04'}
    sources:
      - OrientedPoint:
          file_format: relion4_star
          glob_string: annotations/{run_name}_picks.star
          filter_value: '{run_name}'
        parent_filters: {include: {voxel_spacing: ['^10[.]000$']}}
`;

/** A configuration whose runs take their spacing from the run data map. */
const config = tinyConfig
  .replace('pixel_spacing: 10.0', "pixel_spacing: 'float {pixel}'")
  .replace(
    'parent_filters: {include: {run: [TS_001]}}\n  - metadata: {format: IMOD}',
    'parent_filters: {exclude: {run: [TS_002]}}\n  - metadata: {format: IMOD}',
  )
  .concat(picks.slice(1));

const star = (run: string) => `
data_optics

loop_
_rlnOpticsGroup #1
_rlnTomoTiltSeriesPixelSize #2
1 10

data_particles

loop_
_rlnTomoName #1
_rlnCoordinateX #2
_rlnCoordinateY #3
_rlnCoordinateZ #4
_rlnAngleRot #5
_rlnAngleTilt #6
_rlnAnglePsi #7
_rlnOriginXAngst #8
_rlnOriginYAngst #9
_rlnOriginZAngst #10
_rlnOpticsGroup #11
${run} 14.5 7.5 6.5 79.4 76.6 178.1 0 0 0 1
`;

/** Makes a deposition of one run a mistake, and one more that is right. */
export async function plantMistakes(
  directory: string,
  mistakes: readonly PlantedMistake[],
): Promise<{ readonly config: string; readonly input: string; readonly runs: readonly string[] }> {
  const [first, second] = tinyPlan(1).runs as [RunPlan, RunPlan];
  const runs = [first, second, ...mistakes.map((_, index) => ({ ...first, name: nameOf(index) }))];
  const [input, root] = [join(directory, 'source'), join(directory, 'source', 'dep')];
  await writeDeposition({ voxelSpacing: 10, runs }, root);
  for (const { name } of runs) await writeFile(join(root, `annotations/${name}_picks.star`), star(name));
  const table = join(root, 'run_data.tsv');
  const [head = '', ...rows] = (await readFile(table, 'utf8')).trimEnd().split('\n');
  await writeFile(table, `${[`${head}\tpixel`, ...rows.map((row) => `${row}\t10.0`)].join('\n')}\n`);
  for (const [index, { spoil }] of mistakes.entries()) await spoil(filesOf(nameOf(index), root));
  const file = join(directory, 'config.yaml');
  await writeFile(file, config);
  return { config: file, input, runs: runs.map(({ name }) => name) };
}

/** The run that a mistake is made in. */
export function nameOf(index: number): string {
  return `TS_${String(index + 101)}`;
}

function filesOf(run: string, root: string): RunFiles {
  const place = (path: string) => join(root, path.replaceAll('RUN', run));
  const table = join(root, 'run_data.tsv');
  const editTable = async (edit: (cells: string[], head: readonly string[]) => string[] | null) => {
    const rows = (await readFile(table, 'utf8')).trimEnd().split('\n');
    const head = (rows[0] ?? '').split('\t');
    const edited = rows.flatMap((row) => {
      const cells = row.split('\t');
      const changed = cells[0] === run ? edit(cells, head) : cells;
      return changed === null ? [] : [changed.join('\t')];
    });
    await writeFile(table, `${edited.join('\n')}\n`);
  };
  return {
    run,
    async bytes(path, edit) {
      const before = await readFile(place(path)).catch(() => Buffer.alloc(0));
      await mkdir(dirname(place(path)), { recursive: true });
      await writeFile(place(path), edit(before));
    },
    async text(path, edit) {
      const before = await readFile(place(path), 'utf8').catch(() => '');
      const after = edit(before);
      if (after === before) throw new Error(`${path} is as it was`);
      await writeFile(place(path), after);
    },
    remove: (path) => rm(place(path)),
    move: (from, to) => rename(place(from), place(to)),
    async link(path, to) {
      await rm(place(path), { force: true });
      await symlink(to, place(path));
    },
    column: (name, value) =>
      editTable((cells, head) => cells.map((cell, index) => (head[index] === name ? value : cell))),
    removeRow: () => editTable(() => null),
  };
}
