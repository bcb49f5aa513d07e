// Folders with files that are easily taken for something else: lists of all runs beside those of each, pictures among tilt
// series, and numbers and phrases in names.

import { labFiles, tilts } from './lab-files.js';
import { folder, frameNames, type LabFolder } from './lab-folders.js';

const { stack, tomogram, image, mdoc, frameMdoc, angles, transforms } = labFiles;
const { alignment, ctf, orderedAngles, tiltCom, movie } = labFiles;

/** A table of RELION with positions and angles; `name` is the column of the tomograms. */
const particles = (name: string, rows: readonly string[], optics = '') =>
  `${optics}data_${optics === '' ? '' : 'particles'}\n\nloop_\n${[
    name,
    ...['X', 'Y', 'Z'].map((axis) => `Coordinate${axis}`),
    ...['Rot', 'Tilt', 'Psi'].map((angle) => `Angle${angle}`),
    ...(optics === '' ? [] : ['OpticsGroup', ...['X', 'Y', 'Z'].map((axis) => `Origin${axis}Angst`)]),
  ]
    .map((column) => `_rln${column}\n`)
    .join('')}${rows.join('\n')}\n`;

const matched = ['lam3_pos1', 'lam3_pos2', 'lam12_pos1'];
const matches = (run: string, index: number) => [`${run} ${index + 1} 2 3 10 20 30`, `${run} 3 1 4 40 50 60`];
const relionRuns = ['TS_03', 'TS_43', 'TS_45'];
const optics =
  'data_optics\n\nloop_\n_rlnOpticsGroup\n_rlnTomoTiltSeriesPixelSize\n_rlnImagePixelSize\n1 2 8\n\n';
const refined = particles(
  'TomoName',
  relionRuns.map((run) => `${run} 4 8 12 1 2 3 1 0 0 0`),
  optics,
);

const motiveList = `data_stopgap_motivelist

loop_
${['motl_idx', 'tomo_num', 'orig_x', 'orig_y', 'orig_z', 'x_shift', 'y_shift', 'z_shift', 'phi', 'psi', 'the']
  .map((column) => `_${column}\n`)
  .join('')}1 1 1 2 3 0 0 0 1 2 3
2 2 1 2 3 0 0 0 1 2 3
3 17 1 2 3 0 0 0 1 2 3
`;

export const mixedFolders: readonly LabFolder[] = [
  folder('names that all end in the same phrase', ['TS_1', 'TS_2', 'TS_5'], (run, put) =>
    put(`${run}_missing_wedge_corrected.mrc`, tomogram(), 'tomograms'),
  ),
  folder('total variation: volumes that no vote is beside', ['g1_t01', 'g1_t02', 'g4_t07'], (run, put) => {
    put(`raw/${run}.mrc`, stack(), 'tiltseries');
    put(`raw/${run}.mrc.mdoc`, mdoc(), 'collection_metadata');
    put(`volumes/${run}_tv.mrc`, tomogram(), 'tomograms');
  }),
  folder(
    'pytom-match-pick: the particles of all runs beside those of each',
    matched,
    (run, put, index) => {
      put(`tilt/${run}.st`, stack(), 'tiltseries');
      put(`tilt/${run}.mdoc`, mdoc(), 'collection_metadata');
      put(`tomo_bin6/${run}.mrc`, tomogram(12), 'tomograms');
      put(`tm/${run}_scores.mrc`, tomogram(12), null);
      put(`tm/${run}_job.json`, '{"tomogram": "a"}', null);
      put(`tm/${run}_particles.star`, particles('MicrographName', matches(run, index)), 'annotations');
    },
    (put) => put('tm/merged_particles.star', particles('MicrographName', matched.flatMap(matches)), null),
  ),
  folder(
    'STOPGAP: the number of an iteration is that of a tomogram as well',
    ['1', '2', '17'],
    (run, put) => {
      put(`tomo/${run}/${run}.st`, stack(), 'tiltseries');
      put(`tomo/${run}/${run}.mdoc`, mdoc(), 'collection_metadata');
      put(`tomo/${run}/${run}.rawtlt`, angles(), 'rawtilts');
      put(`tomo/${run}/${run}.tlt`, angles(), 'alignments');
      put(`tomo/${run}/${run}.xf`, transforms(), 'alignments');
      put(`bin8/${run}.rec`, tomogram(), 'tomograms');
    },
    (put) => put('lists/allmotl_1.star', motiveList, 'annotations'),
  ),
  folder('correlated pictures beside tilt series', ['T (1)', 'T (2)', 'T (11)'], (run, put) => {
    put(`tilt series/${run}.st`, stack(), 'tiltseries');
    put(`tilt series/${run}.mdoc`, mdoc(), 'collection_metadata');
    put(`Tomograms/${run} bin4.mrc`, tomogram(), 'tomograms');
    put(`CLEM/${run} GFP.tif`, movie(), null);
  }),
  folder(
    'RELION 4: particles that were cut out, and refined',
    relionRuns,
    (run, put) => {
      put(`tomograms/${run}/${run}.mrc`, stack(), 'tiltseries');
      put(`tomograms/${run}/${run}.mrc.mdoc`, mdoc(), 'collection_metadata');
      put(
        `tomograms/${run}/${run}_order_list.csv`,
        tilts.map((tilt, at) => `${at + 1},${tilt}\n`).join(''),
        null,
      );
      put(`reconstructions/${run}_bin4.mrc`, tomogram(), 'tomograms');
    },
    (put) => {
      put('PseudoSubtomo/job012/particles.star', refined, null);
      put(
        'PseudoSubtomo/job012/optimisation_set.star',
        'data_\n\n_rlnTomoParticlesFile PseudoSubtomo/job012/particles.star\n',
        null,
      );
      put('Refine3D/job020/run_it003_data.star', refined, null);
      put('Refine3D/job020/run_data.star', refined, 'annotations');
    },
  ),
  folder(
    'AreTomo3: a second volume, and files for IMOD',
    ['Position_1', 'Position_10_2', 'Position_3'],
    (run, put) => {
      put(`${run}.mdoc`, mdoc(), 'collection_metadata');
      put(`out/${run}.mrc`, stack(), 'tiltseries');
      put(`out/${run}.aln`, alignment(), 'alignments');
      put(`out/${run}_TLT.txt`, orderedAngles(), 'rawtilts');
      put(`out/${run}_CTF.txt`, ctf(), 'ctfs');
      put(`out/${run}_Vol.mrc`, tomogram(8), 'tomograms');
      put(`out/${run}_2ND_Vol.mrc`, tomogram(16), 'tomograms');
      for (const half of ['EVN', 'ODD']) put(`out/${run}_${half}_Vol.mrc`, tomogram(8), null);
      put(`out/${run}_Imod/${run}.xf`, transforms(), null);
      put(`out/${run}_Imod/${run}.tlt`, angles(), null);
      put(`out/${run}_Imod/${run}_st.mrc`, stack(), null);
      put(`out/${run}_Imod/tilt.com`, tiltCom(), null);
    },
  ),
  folder('halves of frames, stacks and tomograms without wholes', ['T1', 'T2', 'T3'], (run, put) => {
    put(`ts/${run}.mdoc`, mdoc(), 'collection_metadata');
    for (const half of ['EVN', 'ODD']) {
      put(`ts/${run}_${half}.mrc`, stack(), null);
      put(`rec/${half === 'EVN' ? 'even' : 'odd'}/${run}.rec`, tomogram(), null);
    }
    for (const name of frameNames(run, 'mrc')) {
      put(`average/${name}`, image(), 'frames');
      put(`average/even/${name}`, image(), null);
      put(`average/odd/${name}`, image(), null);
    }
  }),
  folder('aligned stacks of all runs, recorded ones of some', ['a1', 'a2', 'a3', 'a4'], (run, put, index) => {
    put(`${run}/${run}.mrc.mdoc`, mdoc(), 'collection_metadata');
    if (index < 2) put(`${run}/${run}.st`, stack(), 'tiltseries');
    put(`${run}/${run}_ali.mrc`, stack(), index < 2 ? null : 'tiltseries');
    put(`${run}/${run}_rec.mrc`, tomogram(), 'tomograms');
  }),
  folder('stacks of positive and negative tilts, whose mdoc has both', ['b1', 'b2'], (run, put) => {
    put(`${run}.mdoc`, mdoc(), 'collection_metadata');
    put(`${run}_rec.mrc`, tomogram(), 'tomograms');
    for (const branch of ['pos', 'neg']) {
      put(`${run}_${branch}.mrc`, stack(), null);
      put(`${run}_${branch}.rawtlt`, angles(), null);
    }
  }),
  folder(
    'series of the same names of two people, in folders of their own making',
    ['Bernd_TS_01', 'Bernd_TS_02', 'Bernd_TS_03', 'anna_TS_01', 'anna_TS_02'],
    (run, put) => {
      const [, name, series] = /^([^_]+)_(.*)$/.exec(run) ?? [];
      const [isAnna, day] = name === 'anna' ? [true, '01-May-23'] : [false, '02-Jun-24'];
      const recorded = mdoc().replace(
        /\[ZValue = (\d+)\]/g,
        (line, z: string) => `${line}\nDateTime = ${day}  10:${z.padStart(2, '0')}:00`,
      );
      put(`${name}/${isAnna ? '' : 'TiltSeries/'}${series}.mrc.mdoc`, recorded, 'collection_metadata');
      put(`${name}/${isAnna ? '' : 'TiltSeries/'}${series}.mrc`, stack(), 'tiltseries');
      put(`${name}/${isAnna ? '' : 'Tomos/'}${series}_rec.mrc`, tomogram(isAnna ? 8 : 16), 'tomograms');
    },
  ),
  folder('mdocs of frames, which are called alike in each run', ['pos_1', 'pos_2', 'pos_3'], (run, put) => {
    for (const name of frameNames('', 'eer')) {
      put(`${run}/${name.slice(1)}`, movie(), 'frames');
      put(`${run}/${name.slice(1)}.mdoc`, frameMdoc(name.slice(1)), 'collection_metadata');
    }
    put(`${run}/rec.mrc`, tomogram(), 'tomograms');
  }),
  folder(
    'SerialEM: montages of the grid beside tilt series',
    ['L1_ts_001', 'L1_ts_002', 'L2_ts_001'],
    (run, put) => {
      put(`${run}.mrc`, stack(), 'tiltseries');
      put(`${run}.mrc.mdoc`, mdoc(), 'collection_metadata');
    },
    (put) => {
      for (const name of ['LMM', 'MMM_01', 'MMM_02', 'MMM_03']) {
        put(`${name}.mrc`, stack(), null);
        put(`${name}.mrc.mdoc`, `Montage = 1\n${mdoc()}\n[MontSection = 0]\n`, null);
      }
    },
  ),
];
