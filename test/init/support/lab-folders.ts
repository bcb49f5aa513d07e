import type { SectionName } from '../../../src/tree/entities/entity-type.js';
import { labFiles, tilts } from './lab-files.js';

/** A file of a lab, the section that takes it (null: none does), and its run (null: all runs). */
export interface LabFile {
  readonly path: string;
  readonly content: string | Uint8Array;
  readonly section: SectionName | null;
  readonly run: string | null;
}

/** A folder as labs have them, and what is in it. */
export interface LabFolder {
  readonly name: string;
  readonly runs: readonly string[];
  readonly files: readonly LabFile[];
}

const padded = (index: number) => String(index + 1).padStart(3, '0');
const {
  stack,
  tomogram,
  mask,
  image,
  mdoc,
  frameMdoc,
  angles,
  transforms,
  alignment,
  ctf,
  points,
  tiltCom,
  movie,
} = labFiles;

type Content = string | Uint8Array;
export type Put = (path: string, content: Content, section: SectionName | null) => void;

/** A folder whose files are put run by run; `all` puts those that serve all runs. */
export function folder(
  name: string,
  runs: readonly string[],
  each: (run: string, put: Put, index: number) => void,
  all: (put: Put) => void = () => undefined,
): LabFolder {
  const files: LabFile[] = [];
  for (const [index, run] of runs.entries()) {
    each(run, (path, content, section) => files.push({ path, content, section, run }), index);
  }
  all((path, content, section) => files.push({ path, content, section, run: null }));
  return { name, runs, files };
}

/** Names of a run's frames, each with its number and its tilt. */
export function frameNames(stem: string, extension: string, end = ''): string[] {
  return tilts.map((tilt, index) => `${stem}_${padded(index)}_${tilt.toFixed(1)}${end}.${extension}`);
}

function putFrames(put: Put, directory: string, names: readonly string[]): void {
  for (const name of names) put(`${directory}${name}`, movie(), 'frames');
}

/** Everything of a run in one directory, with its name. */
function usual(put: Put, directory: string, run: string, frames: string): void {
  const names = frameNames(run, 'tif');
  put(`${directory}${run}.st`, stack(), 'tiltseries');
  put(`${directory}${run}.mdoc`, mdoc(names), 'collection_metadata');
  put(`${directory}${run}.rawtlt`, angles(), 'rawtilts');
  put(`${directory}${run}_rec.mrc`, tomogram(), 'tomograms');
  putFrames(put, frames, names);
}

const numbers = [
  ['one run', ['TS_01']],
  ['two runs', ['TS_01', 'TS_02']],
  ['seven runs', ['TS_01', 'TS_02', 'TS_03', 'TS_05', 'TS_08', 'TS_13', 'TS_21']],
] as const;

/** Folders that are laid out the same whatever the number of their runs. */
const laidOut = numbers.flatMap(([count, runs]): LabFolder[] => {
  const positions = runs.map((_, index) => `Position_${index + 1}`);
  const dated = runs.map((_, index) => `20230101_a0${index + 1}`);
  return [
    folder(`${count}, all files in one folder`, runs, (run, put) => usual(put, '', run, '')),
    folder(`${count}, a folder for each kind`, runs, (run, put) => {
      const names = frameNames(run, 'eer');
      putFrames(put, 'session/frames/', names);
      put(`session/stacks/${run}.st`, stack(), 'tiltseries');
      put(`session/mdocs/${run}.mrc.mdoc`, mdoc(names), 'collection_metadata');
      put(`session/stacks/${run}.rawtlt`, angles(), 'rawtilts');
      put(`session/tomograms/${run}_bin4.mrc`, tomogram(), 'tomograms');
      put(`session/masks/${run}_membrane.mrc`, mask(), 'annotations');
      put(`session/picks/${run}.csv`, points(), 'annotations');
    }),
    folder(`${count}, frames that no mdoc names`, runs, (run, put) => {
      putFrames(put, 'frames/', frameNames(run, 'tif'));
      put(`tiltseries/${run}.mrc`, stack(), 'tiltseries');
      put(`tiltseries/${run}.rawtlt`, angles(), 'rawtilts');
      put(`tomograms/${run}.mrc`, tomogram(), 'tomograms');
    }),
    folder(`${count}, frames and a stack`, runs, (run, put) => {
      putFrames(put, 'frames/', frameNames(run, 'eer'));
      put(`${run}.st`, stack(), 'tiltseries');
    }),
    folder(`${count}, a folder for each run with files named after it`, runs, (run, put) =>
      usual(put, `data/${run}/`, run, `data/${run}/frames/`),
    ),
    folder(`${count}, a folder for each run with the same names in it`, positions, (run, put) => {
      const names = tilts.map((tilt, index) => `${padded(index)}_${tilt.toFixed(1)}.tif`);
      putFrames(put, `grid3/${run}/frames/`, names);
      put(`grid3/${run}/tilt/stack.st`, stack(), 'tiltseries');
      put(`grid3/${run}/tilt/stack.mdoc`, mdoc(names), 'collection_metadata');
      put(`grid3/${run}/tilt/stack.rawtlt`, angles(), 'rawtilts');
      put(`grid3/${run}/tomogram/full_rec.mrc`, tomogram(), 'tomograms');
    }),
    folder(`${count}, several voxel spacings and filters`, runs, (run, put) => {
      put(`stacks/${run}.st`, stack(), 'tiltseries');
      put(`stacks/${run}.mdoc`, mdoc(), 'collection_metadata');
      put(`rec/${run}_bin4.mrc`, tomogram(8), 'tomograms');
      put(`rec/${run}_bin8.mrc`, tomogram(16), 'tomograms');
      put(`rec/${run}_bin8_denoised.mrc`, tomogram(16), 'tomograms');
    }),
    folder(`${count}, halves of tomograms beside them`, runs, (run, put) => {
      put(`${run}.st`, stack(), 'tiltseries');
      put(`${run}.mdoc`, mdoc(), 'collection_metadata');
      put(`${run}_rec.mrc`, tomogram(), 'tomograms');
      put(`${run}_EVN_rec.mrc`, tomogram(), null);
      put(`${run}_ODD_rec.mrc`, tomogram(), null);
      put(`${run}_full_rec.mrc`, tomogram(), null);
      put(`${run}_rec_MemBrain_scores.mrc`, tomogram(), null);
    }),
    folder(`${count}, IMOD`, runs, (run, put) => {
      put(`${run}/${run}.mrc`, stack(), 'tiltseries');
      put(`${run}/${run}.mrc.mdoc`, mdoc(), 'collection_metadata');
      put(`${run}/${run}_ali.mrc`, stack(), null);
      put(`${run}/${run}.rawtlt`, angles(), 'rawtilts');
      put(`${run}/${run}.tlt`, angles(), 'alignments');
      put(`${run}/${run}.xf`, transforms(), 'alignments');
      put(`${run}/tilt.com`, tiltCom(), 'alignments');
      put(`${run}/${run}_full_rec.mrc`, tomogram(), 'tomograms');
      put(`${run}/taSolution.log`, 'log', null);
    }),
    folder(`${count}, AreTomo`, runs, (run, put) => {
      put(`out/${run}.mrc`, stack(), 'tiltseries');
      put(`out/${run}.mdoc`, mdoc(), 'collection_metadata');
      put(`out/${run}.aln`, alignment(), 'alignments');
      put(`out/${run}_CTF.txt`, ctf(), 'ctfs');
      put(`out/${run}_CTF.mrc`, stack(), null);
      put(`out/${run}_EVN.mrc`, stack(), null);
      put(`out/${run}_ODD.mrc`, stack(), null);
      put(`out/${run}_Vol/${run}_Vol.mrc`, tomogram(), 'tomograms');
      put(`out/${run}_Vol/${run}_EVN_Vol.mrc`, tomogram(), null);
      put(`out/${run}_Vol/${run}_ODD_Vol.mrc`, tomogram(), null);
    }),
    folder(`${count}, Warp`, runs, (run, put) => {
      const names = frameNames(run, 'eer');
      putFrames(put, 'frames/', names);
      put(`mdocs/${run}.mdoc`, mdoc(names), 'collection_metadata');
      for (const name of names) {
        const stem = name.replace('.eer', '');
        put(`warp_frameseries/average/${stem}.mrc`, image(), null);
        put(`warp_frameseries/${stem}.xml`, '<Movie/>\n', null);
      }
      put(`warp_tiltseries/${run}.xml`, '<TiltSeries/>\n', 'alignments');
      put(`warp_tiltseries/tiltstack/${run}/${run}.st`, stack(), 'tiltseries');
      put(`warp_tiltseries/tiltstack/${run}/${run}.rawtlt`, angles(), null);
      put(`warp_tiltseries/reconstruction/${run}_10.00Apx.mrc`, tomogram(10), 'tomograms');
      put(`warp_tiltseries/reconstruction/even/${run}_10.00Apx.mrc`, tomogram(10), null);
      put(`warp_tiltseries/reconstruction/odd/${run}_10.00Apx.mrc`, tomogram(10), null);
    }),
    folder(`${count}, SerialEM with dates and an mdoc for each frame`, dated, (run, put) => {
      const names = frameNames(run, 'eer', '_Jan01_11.22.33');
      putFrames(put, 'raw/', names);
      for (const name of names) put(`raw/${name}.mdoc`, frameMdoc(name), null);
      put(`raw/${run}.mrc.mdoc`, mdoc(names), 'collection_metadata');
      put(`raw/${run}.mrc`, stack(), 'tiltseries');
    }),
    folder(
      `${count}, a gain reference for all`,
      runs,
      (run, put) => usual(put, '', run, 'movies/'),
      (put) => {
        put('gain/gain_ref.mrc', image(), 'gains');
        put('README.txt', 'From the microscope.', null);
      },
    ),
    folder(`${count}, frames whose names only the mdoc ties to the run`, runs, (run, put, index) => {
      const names = frameNames(`20230101_${40 + 3 * index}`, 'eer', '_Jan01');
      putFrames(put, 'frames/', names);
      put(`mdocs/${run}.mdoc`, mdoc(names), 'collection_metadata');
      put(`stacks/${run}.st`, stack(), 'tiltseries');
      put(`tomograms/${run}.mrc`, tomogram(), 'tomograms');
    }),
    folder(
      `${count}, tomograms whose names a table ties to the run`,
      runs,
      (run, put, index) => {
        put(`mdocs/${run}.mdoc`, mdoc(), 'collection_metadata');
        put(`stacks/${run}.st`, stack(), 'tiltseries');
        put(`tomograms/vol${60 - 7 * index}_rec.mrc`, tomogram(), 'tomograms');
      },
      (put) =>
        put(
          'names.csv',
          `run_name,volume\n${runs.map((run, index) => `${run},vol${60 - 7 * index}\n`).join('')}`,
          null,
        ),
    ),
  ];
});

/** Tomograms that only their order ties to the runs. */
const inOrder = ['lam_a', 'lam_b', 'lam_c'];

export const labFolders: readonly LabFolder[] = [
  ...laidOut,
  folder('frames alone of two runs', ['TS_01', 'TS_02'], (run, put) =>
    putFrames(put, '', frameNames(run, 'tif')),
  ),
  folder('frames alone of one run', ['TS_01'], (run, put) => putFrames(put, '', frameNames(run, 'tif'))),
  folder('tomograms alone', ['TS_01', 'TS_02', 'TS_03'], (run, put) =>
    put(`${run}.rec`, tomogram(), 'tomograms'),
  ),
  folder('one tomogram', ['TS_01'], (run, put) => put(`${run}.rec`, tomogram(), 'tomograms')),
  folder('stacks that the mdoc names', ['Position_1', 'Position_2'], (run, put, index) => {
    const name = `stack_0${7 - index}`;
    put(`${run}.mdoc`, mdoc([], `${name}.mrc`), 'collection_metadata');
    put(`${run}.rawtlt`, angles(), 'rawtilts');
    put(`stacks/${name}.mrc`, stack(), 'tiltseries');
  }),
  folder('tomograms of other names, as many as runs', inOrder, (run, put, index) => {
    put(`mdocs/${run}.mdoc`, mdoc(), 'collection_metadata');
    put(`stacks/${run}.st`, stack(), 'tiltseries');
    put(`tomograms/vol${20 + 5 * index}_rec.mrc`, tomogram(), 'tomograms');
  }),
];
