// File lists of depositions that are published: names as the ingestion configurations of the CryoET Data Portal, the tests of
// cets-relion and the definitions of cets-empiar have them, contents made; and two of labs, after SerialEM and Scipion.

import { buildImodModel } from '../../formats/support/build-imod-model.js';
import { labFiles, tilts } from './lab-files.js';
import { folder, frameNames, type LabFolder, type Put } from './lab-folders.js';

const { stack, tomogram, mask, image, mdoc, angles, transforms, alignment, ctf, points, movie, frameMdoc } =
  labFiles;

const movies = (put: Put, directory: string, names: readonly string[]) => {
  for (const name of names) put(`${directory}${name}`, movie(), 'frames');
};
const particles =
  'data_\n\nloop_\n_rlnMicrographName\n_rlnCoordinateX\n_rlnCoordinateY\n_rlnCoordinateZ\na 1 2 3\n';

export const motiveList = `CCC,reserved,reserved,pIndex,wedgeWT,NA,NA,NA,NA,NA,xOffset,yOffset,zOffset,NA,NA,reserved,EulerZ(1),EulerZ(3),EulerX(2),reserved,CREATED WITH PEET Version 1.14.0 21-Feb-2020
1,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,90,0,0
`;
const model = buildImodModel({ contours: [[1, 2, 3]], slicerAngles: [] });

export const publishedFolders: readonly LabFolder[] = [
  folder(
    'dataset 10000: kinds in folders, labels and particle lists by object',
    ['TS_026', 'TS_027', 'TS_028'],
    (run, put) => {
      const names = frameNames(run, 'tif');
      movies(put, 'frames/', names);
      put(`metadata/mdocs_vali/${run}.mdoc`, mdoc(names), 'collection_metadata');
      put(`metadata/${run}.st`, stack(), 'tiltseries');
      put(`metadata/${run}_vali.rawtlt`, angles(), 'rawtilts');
      put(`metadata/${run}.xf`, transforms(), 'alignments');
      put(`metadata/${run}.tlt`, angles(), 'alignments');
      put(`tomograms/${run}.rec`, tomogram(), 'tomograms');
      put(`particle_lists/${run}_fas.csv`, points(), 'annotations');
      put(`particle_lists/${run}_cyto_ribosomes.csv`, points(), 'annotations');
      put(`labels/${run}_membranes.mrc`, mask(), 'annotations');
    },
  ),
  folder('PEET: iterations beside IMOD', ['Tomo_01', 'Tomo_02', 'Tomo_04'], (run, put, index) => {
    put(`${run}/${run}.st`, stack(), 'tiltseries');
    put(`${run}/${run}.st.mdoc`, mdoc(), 'collection_metadata');
    put(`${run}/${run}_rec.mrc`, tomogram(), 'tomograms');
    put(`PEET/run1_MOTL_Tom${index + 1}_Iter3.csv`, motiveList, null);
    put(`PEET/run1_MOTL_Tom${index + 1}_Iter4.csv`, motiveList, 'annotations');
  }),
  folder(
    'dataset 10301 (EMPIAR-11756): a minimal project of TOMOMAN',
    [1, 12, 30].map((number) => `14042022_BrnoKrios_Arctis_grid9_hGIS_Position_${number}`),
    (run, put) => {
      const names = frameNames(run, 'eer');
      movies(put, `${run}/frames/`, names);
      put(`${run}/${run}.mdoc`, mdoc(names), 'collection_metadata');
      put(`${run}/${run}.st`, stack(), 'tiltseries');
      put(`${run}/${run}.rawtlt`, angles(), 'rawtilts');
      put(`${run}/AreTomo/${run}_dose-filt.tlt`, angles(), 'alignments');
      put(`${run}/AreTomo/${run}_dose-filt.xf`, transforms(), 'alignments');
      put(`${run}/metadata/particles/ribosome_${run}.star`, particles, 'annotations');
      put(`cryocare_bin4_tomoname/${run}.mrc`, tomogram(), 'tomograms');
    },
  ),
  folder('dataset 10428: tilt series and tomograms by binning', ['c1_01', 'c1_02', 'c2_11'], (run, put) => {
    const names = frameNames(`tomo_unroof_${run}`, 'tif');
    movies(put, 'frames/', names);
    put(`mdocs/tomo_unroof_${run}.mdoc`, mdoc(names), 'collection_metadata');
    put(`tilt_series/${run}_bin8_align.st`, stack(), 'tiltseries');
    put(`rawtilts/${run}.rawtlt`, angles(), 'rawtilts');
    put(`alignmentfiles/${run}_bin8_align_fid.tlt`, angles(), 'alignments');
    put(`alignmentfiles/${run}_bin8_align_fid.xf`, transforms(), 'alignments');
    put(`tomograms_bin8/${run}_bin8_align.rec`, tomogram(), 'tomograms');
  }),
  folder('dataset 10491: samples that are simulated', ['sample_0', 'sample_3', 'sample_17'], (run, put) => {
    put(`mdocs_fixed/${run}.mdoc`, mdoc(), 'collection_metadata');
    put(`tilts/clean/${run}.mrc`, stack(), 'tiltseries');
    put(`tilt_angles_corrected/${run}.rawtlt`, angles(), 'rawtilts');
    put(`generated_alignments/${run}.xf`, transforms(), 'alignments');
    put(`generated_alignments/${run}.tlt`, angles(), 'alignments');
    put(`ctf_find_combined/${run}_combined.txt`, ctf(), 'ctfs');
    for (const kind of ['clean', 'noisy', 'noisy_ctf_corrected_phase_flip', 'denoised_corrected'])
      put(`tomograms/${kind}/${run}.mrc`, tomogram(), 'tomograms');
    put(`gts/semantic_general/${run}.mrc`, mask(), 'annotations');
  }),
  folder(
    'dataset 10493: AreTomo3 in one folder',
    ['Position_1', 'Position_2', 'Position_11_2'],
    (run, put) => {
      const names = frameNames(run, 'eer');
      movies(put, `${run}/`, names);
      put(`${run}.mdoc`, mdoc(names), 'collection_metadata');
      put(`${run}_TS.mrc`, stack(), 'tiltseries');
      put(`${run}_st.rawtlt`, angles(), 'rawtilts');
      put(`${run}.aln`, alignment(), 'alignments');
      put(`${run}_CTFFIND_format_CTF.txt`, ctf(), 'ctfs');
      put(`${run}_Vol.mrc`, tomogram(), 'tomograms');
      put(`${run}_dctf_Vol.mrc`, tomogram(), 'tomograms');
    },
  ),
  folder('dataset 10507: aligned stacks with tomograms beside them', ['A_L1', 'A_L2', 'B_L1'], (run, put) => {
    put(`${run}_Align.mrc.mdoc`, mdoc(), 'collection_metadata');
    put(`${run}_Align.mrc`, stack(), 'tiltseries');
    put(`${run}.rawtlt`, angles(), 'rawtilts');
    put(`tomos/rec_${run}.mrc`, tomogram(), 'tomograms');
  }),
  folder(
    'EMPIAR-12104: conditions whose series have the same names',
    ['Control_TS_006', 'Control_TS_007', 'Treated_TS_006', 'Treated_TS_007'],
    (name, put) => {
      const [condition = '', run = ''] = name.split(/_(.*)/);
      const names = tilts.map(
        (tilt, at) => `${run}_${String(at + 1).padStart(5, '0')}_${tilt.toFixed(1)}.tif`,
      );
      movies(put, `data/${condition}/frames/`, names);
      put(`data/${condition}/metadata/mdocs_modified/${run}.mdoc`, mdoc(names), 'collection_metadata');
      put(`data/${condition}/metadata/${run}.st`, stack(), 'tiltseries');
      put(`data/${condition}/tomograms/${run}_aretomo.mrc`, tomogram(), 'tomograms');
    },
  ),
  folder(
    'RELION 5 with halves of tomograms and a denoised one',
    ['TS_01', 'TS_43', 'TS_45'],
    (run, put) => {
      const names = frameNames(run, 'mrc');
      for (const name of names) put(`frames/${name}`, image(), 'frames');
      put(`mdoc/${run}.mdoc`, mdoc(names), 'collection_metadata');
      put(`AlignTiltSeries/job005/external/${run}/${run}.mrc`, stack(), 'tiltseries');
      put(`AlignTiltSeries/job005/external/${run}/${run}.edf`, 'Setup.DatasetName=a\n', null);
      put(`Tomograms/job006/tomograms/rec_${run}_half1.mrc`, tomogram(), null);
      put(`Tomograms/job006/tomograms/rec_${run}_half2.mrc`, tomogram(), null);
      put(`Denoise/job008/tomograms/rec_${run}.mrc`, tomogram(), 'tomograms');
      put(`Picks/job019/annotations/${run}_particles.star`, particles, 'annotations');
    },
    (put) => {
      for (const at of [
        'Import/job001',
        'Tomograms/job006',
        'Denoise/job008',
        'Picks/job019',
        'Refine3D/job023',
      ])
        put(`${at}/job.star`, 'data_job\n\n_rlnJobTypeLabel relion.external\n', null);
    },
  ),
  folder(
    'names that begin with parentheses or brackets',
    ['(wt)_lam3', '(wt)_lam12', '[ko]_lam3', '[ko]_lam12'],
    (run, put) => {
      put(`mdocs/${run}.mdoc`, mdoc(), 'collection_metadata');
      put(`stacks/${run}.mrc`, stack(), 'tiltseries');
      put(`tomograms/${run}_Vol.mrc`, tomogram(), 'tomograms');
    },
  ),
  folder(
    'PEET beside etomo',
    ['TS_01', 'TS_02', 'TS_05'],
    (run, put) => {
      put(`${run}/${run}.mrc`, stack(), 'tiltseries');
      put(`${run}/${run}.mrc.mdoc`, mdoc(), 'collection_metadata');
      put(`${run}/${run}.rawtlt`, angles(), 'rawtilts');
      put(`${run}/${run}.tlt`, angles(), 'alignments');
      put(`${run}/${run}.xf`, transforms(), 'alignments');
      put(`${run}/${run}_rec.mrc`, tomogram(), 'tomograms');
      put(`${run}/${run}.edf`, 'Setup.DatasetName=a\n', null);
      put(`PEET/${run}_initMOTL.csv`, motiveList, 'annotations');
      put(`PEET/${run}.mod`, model, 'annotations');
    },
    (put) => {
      put('PEET/run1.prm', "fnVolume = {'a.rec'}\n", null);
      put('PEET/run1_AvgVol_2P0100.mrc', tomogram(5), null);
    },
  ),
  folder('SerialEM: an mdoc for each branch', ['cell3_1', 'cell3_2', 'cell4_1'], (run, put, index) => {
    const rising = [...tilts].sort((a, b) => a - b);
    const branch = (own: readonly number[], hour: number) =>
      own
        .map(
          (tilt, at) =>
            `[ZValue = ${at}]\nTiltAngle = ${tilt}\nDateTime = 01-May-24  ${hour}:${10 + at}:00\n`,
        )
        .join('\n');
    const positive = rising.filter((tilt) => tilt >= 0);
    const negative = rising.filter((tilt) => tilt < 0).reverse();
    // The last series was recorded in one go, and a map of the grid has an mdoc as well.
    if (index === 2) put(`mdocs/${run}.mrc.mdoc`, mdoc(), 'collection_metadata');
    else {
      put(`mdocs/${run}_pos.mrc.mdoc`, branch(positive, 10), 'collection_metadata');
      put(`mdocs/${run}_neg.mrc.mdoc`, branch(negative, 11), 'collection_metadata');
    }
    const names = frameNames(run, 'tif');
    movies(put, 'frames/', names);
    for (const name of names) put(`frames/${name}.mdoc`, frameMdoc(name), null);
    if (index === 0) put('mdocs/grid_map.mrc.mdoc', '[ZValue = 0]\nStageZ = 1\nMagnification = 150\n', null);
    put(`stacks/${run}.mrc`, stack(), 'tiltseries');
    put(`tomo/${run}.mrc`, tomogram(), 'tomograms');
  }),
  folder('Scipion: jobs with logs and databases', ['TS_01', 'TS_03', 'TS_43'], (run, put, index) => {
    const [imported, prealigned, aligned, made] = [
      '000241_ProtImportTs',
      '000301_ProtImodXcorrPrealignment',
      '000512_ProtImodFiducialAlignment',
      '000700_ProtImodTomoReconstruction',
    ].map((job) => `Runs/${job}`);
    put(`mdocs/${run}.mdoc`, mdoc(), 'collection_metadata');
    put(`${imported}/extra/${run}.mrcs`, stack(), 'tiltseries');
    for (const extension of ['prexg', 'tltxf'])
      put(`${prealigned}/extra/${run}/${run}.${extension}`, transforms(), null);
    put(`${aligned}/extra/${run}/${run}_fid.xf`, transforms(), 'alignments');
    put(`${aligned}/extra/${run}/${run}.tlt`, angles(), 'alignments');
    put(`${made}/extra/${run}/${run}.mrc`, tomogram(), 'tomograms');
    for (const job of index === 0 ? [imported, made] : []) {
      put(`${job}/logs/run.stdout`, 'log', null);
      put(`${job}/tiltseries.sqlite`, 'SQLite format 3\0\u0001', null);
    }
  }),
];
