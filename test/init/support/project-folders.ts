// File lists of projects as the programs of the field lay them: names after the conventions of each program, contents made. Each
// has the runs and sections that a curator would choose.

import { labFiles, tilts } from './lab-files.js';
import { folder, type LabFolder, type Put } from './lab-folders.js';

const { stack, tomogram, mask, image, mdoc, angles, transforms, alignment, ctf, tiltCom, movie } = labFiles;

export const star = (block: string, columns: readonly string[], rows: readonly string[]) =>
  `\n# version 50001\n\ndata_${block}\n\nloop_\n${columns.map((name, at) => `_${name} #${at + 1}\n`).join('')}${rows.map((row) => `${row}\n`).join('')}\n`;
const job =
  'data_job\n\n_rlnJobTypeLabel             relion.external\n_rlnJobIsContinue                       0\n';

/** The STAR file of a tilt series in RELION 5, as `relion_tomo_align_tilt_series` writes it once it is aligned. */
const relionTilts = (run: string, isAligned: boolean) =>
  star(
    run,
    [
      'rlnMicrographName',
      'rlnTomoNominalStageTiltAngle',
      'rlnMicrographPreExposure',
      ...(isAligned
        ? ['rlnTomoXTilt', 'rlnTomoYTilt', 'rlnTomoZRot', 'rlnTomoXShiftAngst', 'rlnTomoYShiftAngst']
        : []),
    ],
    tilts.map((tilt, at) => `f/${at}.mrc ${tilt} ${3 * at}${isAligned ? ` 0 ${tilt} 85 1.5 -2.5` : ''}`),
  );
const particles = (run: string) =>
  star(
    'particles',
    ['rlnTomoName', ...['X', 'Y', 'Z'].map((axis) => `rlnCenteredCoordinate${axis}Angst`)],
    [`${run} 10 20 30`, `${run} 11 20 30`],
  );

/** Particles of all tomograms, as Refine3D writes them. */
const refined = (runs: readonly string[]) =>
  star('optics', ['rlnOpticsGroup', 'rlnTomoTiltSeriesPixelSize'], ['1 1.35']) +
  star(
    'particles',
    [
      'rlnTomoName',
      ...['X', 'Y', 'Z'].map((axis) => `rlnCenteredCoordinate${axis}Angst`),
      ...['Rot', 'Tilt', 'Psi'].map((angle) => `rlnAngle${angle}`),
      ...['X', 'Y', 'Z'].map((axis) => `rlnOrigin${axis}Angst`),
      'rlnOpticsGroup',
    ],
    runs.map((run) => `${run} 10 20 30 15 25 35 0.5 0 0 1`),
  );

/** Names as SerialEM gives frames: run, number, tilt. */
const numbered = (run: string, extension: string) =>
  tilts.map((tilt, at) => `${run}_${String(at).padStart(3, '0')}_${tilt.toFixed(1)}.${extension}`);
const all = (put: Put, directory: string, names: readonly string[]) => {
  for (const name of names) put(`${directory}${name}`, movie(), 'frames');
};
export const dropped = (put: Put, content: string | Uint8Array, ...paths: readonly string[]) => {
  for (const path of paths) put(path, content, null);
};

/** The five tilt series of EMPIAR-10164 that the tutorial of RELION 5 takes. */
const hiv = ['TS_01', 'TS_03', 'TS_43', 'TS_45', 'TS_54'];
/** The five of EMPIAR-10491 that the tutorial of WarpTools takes. */
const apoferritin = ['TS_1', 'TS_11', 'TS_17', 'TS_23', 'TS_32'];

export const projectFolders: readonly LabFolder[] = [
  folder(
    'RELION 5, the tutorial on EMPIAR-10164',
    hiv,
    (run, put) => {
      const frames = numbered(run, 'mrc');
      for (const name of frames) put(`frames/${name}`, image(), 'frames');
      put(`mdoc/${run}.mdoc`, mdoc(frames), 'collection_metadata');
      dropped(
        put,
        relionTilts(run, false),
        `Import/job001/tilt_series/${run}.star`,
        `MotionCorr/job002/tilt_series/${run}.star`,
      );
      for (const name of frames) {
        const stem = name.replaceAll('.', '_').replace(/_mrc$/, '');
        dropped(
          put,
          image(),
          `MotionCorr/job002/frames/${stem}.mrc`,
          `MotionCorr/job002/frames/${stem}_PS.mrc`,
          `CtfFind/job003/frames/${stem}_PS.ctf`,
        );
      }
      put(`AlignTiltSeries/job005/external/${run}/${run}.mrc`, stack(), 'tiltseries');
      put(`AlignTiltSeries/job005/external/${run}/${run}.rawtlt`, angles(), 'rawtilts');
      put(`AlignTiltSeries/job005/tilt_series/${run}.star`, relionTilts(run, true), 'alignments');
      put(`Tomograms/job006/tomograms/rec_${run}.mrc`, tomogram(), 'tomograms');
      put(`Picks/job009/annotations/${run}_particles.star`, particles(run), 'annotations');
      dropped(
        put,
        stack(),
        `Extract/job010/Subtomograms/${run}/1_stack2d.mrcs`,
        `Extract/job010/Subtomograms/${run}/2_stack2d.mrcs`,
      );
    },
    (put) => {
      const jobs = [
        'Import/job001',
        'MotionCorr/job002',
        'CtfFind/job003',
        'AlignTiltSeries/job005',
        'Tomograms/job006',
        'Picks/job009',
        'Extract/job010',
        'InitialModel/job011',
        'Reconstruct/job012',
        'Refine3D/job013',
        'MaskCreate/job014',
        'PostProcess/job015',
        'Class3D/job016',
      ];
      for (const at of jobs)
        dropped(
          put,
          job,
          `${at}/job.star`,
          `${at}/job_pipeline.star`,
          `${at}/note.txt`,
          `${at}/run.out`,
          `${at}/run.err`,
          `${at}/default_pipeline.star`,
        );
      dropped(put, image(), 'Refine3D/job013/run_class001_angdist.bild');
      dropped(
        put,
        tomogram(5),
        'Refine3D/job013/run_class001.mrc',
        'Refine3D/job013/run_half1_class001_unfil.mrc',
        'Refine3D/job013/run_half2_class001_unfil.mrc',
        'InitialModel/job011/run_it100_class001.mrc',
        'Reconstruct/job012/merged.mrc',
        'PostProcess/job015/postprocess.mrc',
        'Class3D/job016/run_it025_class001.mrc',
      );
      dropped(put, mask(), 'MaskCreate/job014/mask.mrc');
      for (const name of ['run_it000_data', 'run_it017_data'])
        dropped(put, refined(hiv), `Refine3D/job013/${name}.star`, `Refine3D/job009/${name}.star`);
      dropped(put, refined(hiv), 'InitialModel/job011/run_it100_data.star', 'Refine3D/job009/run_data.star');
      dropped(put, refined(hiv), 'Class3D/job016/run_it025_data.star', 'Extract/job010/particles.star');
      put('Refine3D/job013/run_data.star', refined(hiv), 'annotations');
      dropped(put, 'data_\n', 'default_pipeline.star');
    },
  ),
  folder(
    'WarpTools, the tutorial on EMPIAR-10491',
    apoferritin,
    (run, put, index) => {
      const frames = tilts.map(
        (tilt, at) =>
          `2Dvs3D_53-${index + 1}_${String(at + 1).padStart(5, '0')}_${tilt.toFixed(1)}_Jul31_10.36.03.tif`,
      );
      all(put, 'frames/', frames);
      put(`mdocs/${run}.mrc.mdoc`, mdoc(frames), 'collection_metadata');
      for (const stem of frames.map((name) => name.replace(/\.tif$/, ''))) {
        dropped(
          put,
          image(),
          `warp_frameseries/average/${stem}.mrc`,
          `warp_frameseries/powerspectrum/${stem}.mrc`,
        );
        dropped(put, '<?xml version="1.0"?>\n<Movie/>\n', `warp_frameseries/${stem}.xml`);
      }
      dropped(
        put,
        star(
          '',
          ['wrpMovieName', 'wrpAngleTilt'],
          frames.map((name, at) => `../frames/${name} ${tilts[at]}`),
        ),
        `tomostar/${run}.tomostar`,
      );
      put(`warp_tiltseries/${run}.xml`, '<?xml version="1.0"?>\n<TiltSeries/>\n', 'alignments');
      put(`warp_tiltseries/tiltstack/${run}/${run}.st`, stack(), 'tiltseries');
      put(`warp_tiltseries/tiltstack/${run}/${run}.rawtlt`, angles(), null);
      put(`warp_tiltseries/reconstruction/${run}_10.00Apx.mrc`, tomogram(10), 'tomograms');
      put(`warp_tiltseries/matching/${run}_10.00Apx_emd_15854.star`, particles(run), 'annotations');
      dropped(put, tomogram(10), `warp_tiltseries/matching/${run}_10.00Apx_emd_15854_corr.mrc`);
    },
    (put) => {
      put('gain_ref.mrc', image(), 'gains');
      dropped(
        put,
        '<?xml version="1.0"?>\n<Settings/>\n',
        'warp_frameseries.settings',
        'warp_tiltseries.settings',
      );
      dropped(
        put,
        '<?xml version="1.0"?>\n<Population/>\n',
        'm/10491.population',
        'm/species/apoferritin_797f75c2/apoferritin.species',
      );
      dropped(
        put,
        tomogram(5),
        'm/species/apoferritin_797f75c2/apoferritin_filt.mrc',
        'relion/relion_job/run_class001.mrc',
      );
      dropped(put, '{}', 'warp_frameseries/processed_items.json');
    },
  ),
  folder(
    'two conditions whose series have the same names',
    ['treated_TS_01', 'treated_TS_02', 'untreated_TS_01', 'untreated_TS_02', 'untreated_TS_03'],
    (name, put) => {
      const [condition = '', run = ''] = name.split(/_(.*)/);
      const frames = numbered(run, 'tif');
      all(put, `data/${condition}/frames/`, frames);
      put(`data/${condition}/mdocs/${run}.mdoc`, mdoc(frames), 'collection_metadata');
      put(`data/${condition}/stacks/${run}.st`, stack(), 'tiltseries');
      put(`data/${condition}/tomograms/${run}_rec.mrc`, tomogram(), 'tomograms');
    },
  ),
  folder(
    'CryoBoost: jobs of RELION with Warp in them',
    ['Position_1', 'Position_2', 'Position_11'],
    (run, put) => {
      const frames = numbered(run, 'eer');
      all(put, 'frames/', frames);
      put(`mdoc/${run}.mdoc`, mdoc(frames), 'collection_metadata');
      dropped(
        put,
        relionTilts(run, false),
        `Import/job001/tilt_series/${run}.star`,
        `External/job002/tilt_series/${run}.star`,
        `External/job003/tilt_series/${run}.star`,
      );
      for (const stem of frames.map((name) => name.replace(/\.eer$/, ''))) {
        dropped(put, image(), `External/job002/warp_frameseries/average/${stem}.mrc`);
        dropped(put, '<Movie/>\n', `External/job002/warp_frameseries/${stem}.xml`);
      }
      put(`External/job004/warp_tiltseries/${run}.xml`, '<TiltSeries/>\n', 'alignments');
      put(`External/job004/warp_tiltseries/tiltstack/${run}/${run}.st`, stack(), 'tiltseries');
      put(`External/job004/warp_tiltseries/tiltstack/${run}/${run}.rawtlt`, angles(), null);
      put(`External/job006/warp_tiltseries/reconstruction/${run}_11.80Apx.mrc`, tomogram(11.8), 'tomograms');
    },
    (put) => {
      for (const at of [
        'Import/job001',
        'External/job002',
        'External/job003',
        'External/job004',
        'External/job005',
        'External/job006',
      ])
        dropped(
          put,
          job,
          `${at}/job.star`,
          `${at}/run.out`,
          `${at}/run.err`,
          `${at}/warp_frameseries.settings`,
        );
      dropped(put, 'project', 'config_cryoboost.yaml');
    },
  ),
  folder(
    'Dynamo: a catalogue beside the tomograms',
    ['TS_03', 'TS_43', 'TS_54'],
    (run, put, index) => {
      put(`tomograms/${run}_bin8.rec`, tomogram(10), 'tomograms');
      put(`tiltseries/${run}.st`, stack(), 'tiltseries');
      put(`tiltseries/${run}.mdoc`, mdoc(), 'collection_metadata');
      const at = `catalogue/tomograms/volume_${index + 1}`;
      dropped(
        put,
        'omd',
        `${at}/models/mboxes.omd`,
        `${at}/models/mdipoleSet.omd`,
        `${at}/settings/views.txt`,
      );
      dropped(put, 'cfg', `${at}/config.ctb`);
    },
    (put) => {
      dropped(put, 'cat', 'catalogue.ctlg', 'catalogue/catalogue.vll');
      dropped(put, tomogram(10), 'templates/average.em.mrc');
    },
  ),
  folder(
    'names with parentheses',
    ['Position_1', 'Position_1(2)', 'Position_2', 'Position_2(2)'],
    (run, put) => {
      put(`mdocs/${run}.mdoc`, mdoc(), 'collection_metadata');
      put(`stacks/${run}.mrc`, stack(), 'tiltseries');
      put(`tomograms/${run}_Vol.mrc`, tomogram(), 'tomograms');
    },
  ),
  folder(
    'AreTomo3 live processing',
    ['Position_1', 'Position_2', 'Position_10'],
    (run, put) => {
      const frames = numbered(run, 'eer');
      all(put, 'frames/', frames);
      put(`frames/${run}.mdoc`, mdoc(frames), 'collection_metadata');
      put(`${run}.mrc`, stack(), 'tiltseries');
      put(`${run}.aln`, alignment(), 'alignments');
      put(`${run}_CTF.txt`, ctf(), 'ctfs');
      dropped(put, stack(), `${run}_CTF.mrc`, `${run}_EVN.mrc`, `${run}_ODD.mrc`);
      put(`${run}_TLT.txt`, labFiles.orderedAngles(), 'rawtilts');
      put(`${run}_Vol.mrc`, tomogram(), 'tomograms');
      dropped(put, tomogram(), `${run}_EVN_Vol.mrc`, `${run}_ODD_Vol.mrc`);
    },
    (put) => {
      dropped(put, '{}', 'AreTomo3_Session.json');
      dropped(put, 'Tilt_Series,Thickness(Pix)\nPosition_1.mrc,1200\n', 'TiltSeries_Metrics.csv');
      dropped(put, 'Position_1.mdoc\n', 'MdocDone.txt');
    },
  ),
  folder(
    'IMOD batchruntomo of EMPIAR-10045',
    ['IS002_291013_005', 'IS002_291013_006', 'IS002_291013_007'],
    (run, put) => {
      const at = `data/ribosomes/AvrilS/${run}`;
      put(`${at}/${run}.st`, stack(), 'tiltseries');
      put(`${at}/${run}.mdoc`, mdoc(), 'collection_metadata');
      put(`${at}/${run}.rawtlt`, angles(), 'rawtilts');
      put(`${at}/${run}.tlt`, angles(), 'alignments');
      put(`${at}/${run}.xf`, transforms(), 'alignments');
      put(`${at}/tilt.com`, tiltCom(), 'alignments');
      dropped(put, '$newstack\n', `${at}/newst.com`, `${at}/align.com`, `${at}/prenewst.com`);
      dropped(put, 'IMODV1.2', `${at}/${run}.fid`, `${at}/${run}.seed`);
      dropped(put, transforms(), `${at}/${run}.prexg`);
      put(`${at}/${run}_full.rec`, tomogram(), 'tomograms');
    },
  ),
  folder(
    'Tomography 5: a session with navigation',
    ['Position_1', 'Position_2', 'Position_3_2'],
    (run, put) => {
      const frames = tilts.map(
        (tilt, at) => `${run}_${String(at + 1).padStart(3, '0')}_${tilt.toFixed(2)}_20230715_101010_EER.eer`,
      );
      all(put, 'Session/', frames);
      put(`Session/${run}.mdoc`, mdoc(frames), 'collection_metadata');
      put(`Session/${run}.mrc`, stack(), 'tiltseries');
      dropped(put, image(), `Session/SearchMaps/${run}_Search.mrc`);
    },
    (put) => {
      dropped(put, image(), 'Session/Overview.mrc', 'Session/LamellaOverview/Lamella_1.mrc');
      dropped(put, '<xml/>', 'Session/Session.dm', 'Session/Batch/BatchPositionsList.xml');
    },
  ),
  folder(
    'SerialEM and PACEtomo, with navigator and targets',
    ['lam1_ts_001', 'lam1_ts_002', 'lam2_ts_001'],
    (run, put) => {
      const frames = numbered(run, 'tif');
      all(put, 'frames/', frames);
      put(`${run}.mrc`, stack(), 'tiltseries');
      put(`${run}.mrc.mdoc`, mdoc(frames), 'collection_metadata');
      dropped(put, image(), `targets/${run}_tgt.mrc`);
    },
    (put) => {
      dropped(put, 'AdocVersion = 2.00\n', 'nav.nav', 'targets/lam1_tgts.txt');
      dropped(put, image(), 'LMM.mrc', 'lam1_view.mrc');
      put('CountRefGrid1.mrc', image(), 'gains');
    },
  ),
  folder(
    'TOMOMAN and STOPGAP',
    ['TS_001', 'TS_002', 'TS_010'],
    (run, put, index) => {
      const frames = numbered(run, 'mrc');
      for (const name of frames) put(`tomo/${run}/frames/${name}`, image(), 'frames');
      put(`tomo/${run}/${run}.mdoc`, mdoc(frames), 'collection_metadata');
      put(`tomo/${run}/${run}.rawtlt`, angles(), 'rawtilts');
      put(`tomo/${run}/${run}_dose-filt.st`, stack(), 'tiltseries');
      put(`tomo/${run}/${run}_dose-filt.tlt`, angles(), 'alignments');
      put(`tomo/${run}/${run}_dose-filt.xf`, transforms(), 'alignments');
      put(`bin4_novactf/${run}.rec`, tomogram(), 'tomograms');
      dropped(put, 'x', `tomo/${run}/novactf/novactf_${index + 1}.sh`);
    },
    (put) => {
      dropped(put, 'root_dir = a\n', 'tomoman_imod_preprocess.param');
      dropped(put, 'log', 'tomoman.txt');
    },
  ),
  folder('emClarity', ['TS_01', 'TS_02', 'TS_43'], (run, put) => {
    dropped(put, tomogram(), `convmap/${run}_1_bin6_convmap.mrc`);
    put(`rawData/${run}.st`, stack(), 'tiltseries');
    put(`rawData/${run}.rawtlt`, angles(), 'rawtilts');
    put(`rawData/${run}.mdoc`, mdoc(), 'collection_metadata');
    dropped(put, stack(), `fixedStacks/${run}.fixed`);
    put(`fixedStacks/${run}.tlt`, angles(), 'alignments');
    put(`fixedStacks/${run}.xf`, transforms(), 'alignments');
    put(`cache/${run}_1_bin6.rec`, tomogram(), 'tomograms');
  }),
];
