// File lists of programs that work on tomograms and tilt series of others, with what they leave beside their results.

import { emanFiles } from '../../volume/support/eman-files.js';
import { labFiles } from './lab-files.js';
import { folder, frameNames, type LabFolder } from './lab-folders.js';
import { dropped, star } from './project-folders.js';
import { motiveList } from './published-folders.js';

const { stack, tomogram, mask, scores, image, mdoc, angles, transforms, alignment, points, movie, tiltCom } =
  labFiles;
/** The start of an HDF5 file that holds no volume. */
const picksInHdf5 = new Uint8Array(2048);
picksInHdf5.set([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]);
const [, emanVolume = new Uint8Array()] = emanFiles[0] ?? [];
const pick = '\ndata_\n\nloop_\n_rlnCoordinateX\n_rlnCoordinateY\n_rlnCoordinateZ\n1 2 3\n';
const boxes = `data_global\n\n_cbox_format_version 1.0\n\ndata_cryolo\n\nloop_\n${['CoordinateX', 'CoordinateY', 'CoordinateZ', 'Width', 'Height', 'Depth', 'Confidence'].map((name) => `_${name}\n`).join('')}1 1 2 4 4 4 0.7\n`;
/** A lattice of Amira whose labels are written as text, which has no reader. */
const textLabels =
  '# AmiraMesh 3D ASCII 2.0\n\ndefine Lattice 2 1 1\n\nParameters {\n  BoundingBox 0 8 0 8 0 8,\n  CoordType "uniform"\n}\n\nLattice { byte Labels } @1\n\n# Data section follows\n@1\n1\n2\n';
const lamellae = ['Grid1', 'Grid2'].flatMap((grid) => ['Lam_A', 'Lam_B'].map((name) => `${grid}_${name}`));

export const programFolders: readonly LabFolder[] = [
  folder(
    'IsoNet and MemBrain beside AreTomo2',
    ['Position_12', 'Position_12_2', 'Position_41'],
    (run, put) => {
      put(`mdocs/${run}.mdoc`, mdoc(), 'collection_metadata');
      put(`aretomo/${run}.mrc`, stack(), 'tiltseries');
      put(`aretomo/${run}.aln`, alignment(), 'alignments');
      put(`aretomo/${run}_rec.mrc`, tomogram(), 'tomograms');
      dropped(put, image(), `aretomo/${run}_rec_projXY.mrc`, `aretomo/${run}_rec_projXZ.mrc`);
      dropped(put, picksInHdf5, `membrain_pick/${run}.h5`);
      put(`isonet/corrected_tomos_iter30/${run}_rec_corrected.mrc`, tomogram(), 'tomograms');
      put(`isonet/deconv/${run}_rec.mrc`, tomogram(), 'tomograms');
      dropped(put, mask(), `isonet/mask/${run}_rec_mask.mrc`, `denoising/areas/${run}_area.mrc`);
      put(`masks/${run}_membrane_mask.mrc`, mask(), 'annotations');
      put(`isonet/segmented/${run}_actin_mask.mrc`, mask(), 'annotations');
      dropped(put, mask(), `membrain/${run}_rec_scores.mrc`);
      put(`membrain/${run}_rec.mrc_MemBrain_seg_v10_alpha.ckpt_segmented.mrc`, mask(), 'annotations');
      put(`picks/ribosome/${run}.csv`, points(), 'annotations');
    },
    (put) => {
      dropped(put, 'data_\n', 'isonet/tomograms.star');
      const listed = ['Position_12', 'Position_12_2', 'Position_41'].map(
        (run, at) => `${at + 1} aretomo/${run}_rec.mrc 8.0 areas/${run}_area.mrc`,
      );
      const columns = ['rlnIndex', 'rlnMicrographName', 'rlnPixelSize', 'rlnMaskName'];
      dropped(put, star('', columns, listed), 'denoising/tomograms.star');
    },
  ),
  folder(
    'etomo in batches: series of the same names in lamellae of the same names',
    lamellae.flatMap((lamella) => [`${lamella}_ts_001`, `${lamella}_ts_002`]),
    (run, put) => {
      const [, grid, lamella, name] = /^(Grid\d)_(Lam_.)_(.*)$/.exec(run) ?? [];
      const at = `${grid}/${lamella}/${name}/${name}`;
      put(`${at}.mrc`, stack(), 'tiltseries');
      put(`${at}.mrc.mdoc`, mdoc(), 'collection_metadata');
      put(`${at}.rawtlt`, angles(), 'rawtilts');
      put(`${at}.tlt`, angles(), 'alignments');
      put(`${at}.xf`, transforms(), 'alignments');
      put(`${grid}/${lamella}/${name}/tilt.com`, tiltCom(), 'alignments');
      put(`${at}_rec.mrc`, tomogram(), 'tomograms');
      dropped(put, 'log', `${grid}/${lamella}/${name}/align.log`);
    },
  ),
  folder('crYOLO and TomoTwin: each pick in several formats', ['gr2_04', 'gr2_05', 'gr2_06'], (run, put) => {
    put(`stacks/${run}.st`, stack(), 'tiltseries');
    put(`stacks/${run}.mdoc`, mdoc(), 'collection_metadata');
    put(`tomo/${run}_8.00Apx.mrc`, tomogram(), 'tomograms');
    put(`cryolo/CBOX/${run}.cbox`, boxes, 'annotations');
    dropped(put, '3 3 2\n', `cryolo/COORDS/${run}.coords`);
    dropped(put, pick.replace(/\S+ \S+ \S+\s*$/, '3 3 2\n'), `cryolo/STAR/${run}.star`);
    put(`tomotwin/${run}_ribosome.cbox`, boxes, 'annotations');
    dropped(put, '3 3 2\n', `tomotwin/${run}_ribosome_uprightexport.coords`);
    put(`tomotwin/${run}_vault.coords`, '1 2 3\n', 'annotations');
    // Two pickers gave their files one name.
    put(`both/${run}.coords`, '7 2 3\n8 2 3\n', 'annotations');
    put(`both/${run}.star`, pick, 'annotations');
  }),
  folder('dual axis: tomograms of both axes beside their sum', ['cell_1', 'cell_2', 'cell_4'], (run, put) => {
    for (const axis of ['a', 'b']) {
      const isFirst = axis === 'a';
      put(`${run}/${run}${axis}.st`, stack(), isFirst ? 'tiltseries' : null);
      put(`${run}/${run}${axis}.rawtlt`, angles(), isFirst ? 'rawtilts' : null);
      dropped(put, tomogram(), `${run}/${run}${axis}.rec`);
    }
    put(`${run}/sum.rec`, tomogram(), 'tomograms');
  }),
  folder(
    'dual axis: their sum beside what etomo trimmed of it',
    ['axo1', 'axo2', 'axo3'],
    (run, put, index) => {
      for (const axis of ['a', 'b']) {
        put(`${run}/${run}${axis}.st`, stack(), axis === 'a' ? 'tiltseries' : null);
        dropped(put, tomogram(), `${run}/${run}${axis}.rec`);
      }
      put(`${run}/${run}_rec.mrc`, tomogram(), 'tomograms');
      dropped(put, tomogram(), `${run}/sum.rec`);
      put(`peet/run/dynein_MOTL_Tom${index + 1}_Iter2.csv`, motiveList, null);
      put(`peet/run/dynein_MOTL_Tom${index + 1}_Iter10.csv`, motiveList, 'annotations');
      put(`peet/${run}_initMOTL.csv`, motiveList, null);
    },
  ),
  folder(
    'tomoBEAR: numbered tomograms, and averages of the movies',
    ['tomogram_001', 'tomogram_002', 'tomogram_003'],
    (run, put, index) => {
      const recorded = `G2_pos${index + 5}`;
      const movies = frameNames(recorded, 'tif');
      for (const name of movies) put(`raw/${name}`, movie(), 'frames');
      put(`raw/${recorded}.st.mdoc`, mdoc(movies), 'collection_metadata');
      for (const name of frameNames(run, 'mrc'))
        dropped(put, image(), `output/4_MotionCor2_1/${run}/${name}`);
      put(`output/6_CreateStacks_1/${run}/${run}.st`, stack(), 'tiltseries');
      put(`output/14_Reconstruct_1/binned_tomograms_4/${run}_bin_4.rec`, tomogram(), 'tomograms');
    },
  ),
  folder(
    'MotionCor3: averages with and without weights of the dose beside movies',
    ['TS_01', 'TS_02'],
    (run, put) => {
      const movies = frameNames(run, 'tif');
      for (const name of movies) {
        put(`${run}/frames/${name}`, movie(), 'frames');
        const average = `${run}/mc3/${name.replace('.tif', '')}`;
        dropped(put, image(), `${average}.mrc`, `${average}_DW.mrc`);
      }
      put(`${run}/${run}.mrc.mdoc`, mdoc(movies), 'collection_metadata');
      put(`${run}/${run}.mrc`, stack(), 'tiltseries');
      put(`${run}/${run}_bin4.mrc`, tomogram(), 'tomograms');
    },
  ),
  folder(
    'mdocs that name neither runs nor their files',
    ['TS_01', 'TS_02', 'TS_03'],
    (run, put) => {
      put(`stacks/${run}.st`, stack(), 'tiltseries');
      put(`tomograms/${run}_rec.mrc`, tomogram(), 'tomograms');
    },
    (put) => {
      dropped(put, mdoc(), 'mdocs/gridsquare_x.mdoc', 'mdocs/gridsquare_y.mdoc');
    },
  ),
  folder('EMAN2: segmentations beside tomograms', ['tomo_01', 'tomo_02', 'tomo_03'], (run, put) => {
    put(`rawtilts/${run}.st`, stack(), 'tiltseries');
    put(`mdoc/${run}.mdoc`, mdoc(), 'collection_metadata');
    put(`tomograms/${run}__bin4.hdf`, emanVolume, 'tomograms');
    put(`segmentations/${run}__bin4__mem.hdf`, emanVolume, 'annotations');
  }),
  folder(
    'cryoSPARC: as many maps as runs',
    ['TS_1', 'TS_2'],
    (run, put) => {
      put(`stacks/${run}.mrc`, stack(), 'tiltseries');
      put(`stacks/${run}.mrc.mdoc`, mdoc(), 'collection_metadata');
      put(`recs/${run}_rec.mrc`, tomogram(), 'tomograms');
    },
    (put) => {
      dropped(put, tomogram(), 'J20/cryosparc_P1_J20_004_volume_map.mrc');
      dropped(put, mask(), 'J20/cryosparc_P1_J20_004_volume_mask_refine.mrc');
    },
  ),
  folder(
    'two sessions with a gain each, whose series have the same names',
    ['2024-01-10_grid3', '2024-02-20_grid5'].flatMap((session) => [`${session}_TS_01`, `${session}_TS_02`]),
    (run, put) => {
      const [, session, name = ''] = /^(.*_grid\d)_(.*)$/.exec(run) ?? [];
      const names = frameNames(name, 'tif');
      for (const frame of names) put(`${session}/frames/${frame}`, movie(), 'frames');
      put(`${session}/mdocs/${name}.mrc.mdoc`, mdoc(names), 'collection_metadata');
      put(`${session}/tilt_series/${name}.mrc`, stack(), 'tiltseries');
      put(`${session}/tomograms/${name}_bin4.mrc`, tomogram(), 'tomograms');
    },
    (put) => {
      for (const session of ['2024-01-10_grid3', '2024-02-20_grid5'])
        put(`${session}/gain.mrc`, image(), 'gains');
    },
  ),
  folder(
    'matching: scores and angles of each voxel, where no tomogram is',
    ['TS_030', 'TS_034'],
    (run, put) => {
      put(`stacks/${run}.st`, stack(), 'tiltseries');
      put(`stacks/${run}.mdoc`, mdoc(), 'collection_metadata');
      put(`pytom/${run}_particles.star`, pick, 'annotations');
      dropped(
        put,
        scores(),
        `pytom/${run}_scores.mrc`,
        `warp_tiltseries/matching/${run}_10.00Apx_80S_corr.mrc`,
      );
      dropped(put, mask(), `warp_tiltseries/matching/${run}_10.00Apx_80S_angleid.mrc`);
      dropped(put, tomogram(), `template_matching/${run}_80S_ncc.mrc`, `tm/${run}_LCCmax.mrc`);
    },
  ),
  folder(
    'Dynamo: iterations of a project, and particles that it cut out',
    ['TS_03', 'TS_43', 'TS_54'],
    (run, put) => {
      put(`tiltseries/${run}.st`, stack(), 'tiltseries');
      put(`tiltseries/${run}.mdoc`, mdoc(), 'collection_metadata');
      put(`tomograms/${run}_bin4.rec`, tomogram(), 'tomograms');
    },
    (put) => {
      const row = Array.from({ length: 35 }, (_, at) => (at === 19 ? 3 : at));
      const table = `${row.join(' ')}\n`;
      put('dynamo/crop.tbl', table, 'annotations');
      for (const iteration of ['ite_0001', 'ite_0002', 'ite_0010']) {
        const at = `dynamo/align/results/${iteration}`;
        const isLast = iteration === 'ite_0010';
        const refined = `${at}/averages/refined_table_ref_001_${iteration}.tbl`;
        put(refined, table, isLast ? 'annotations' : null);
        dropped(put, table, `${at}/starting_values/starting_table_ref_001_${iteration}.tbl`);
        dropped(put, tomogram(), `${at}/averages/average_ref_001_${iteration}.em`);
      }
      for (const number of [1, 2, 3, 4, 5]) dropped(put, image(), `dynamo/data/particle_00000${number}.em`);
    },
  ),
  folder(
    'Tomography 5: a second series at a position',
    ['Position_1', 'Position_2', 'Position_2_2', 'Position_10'],
    (run, put) => {
      const frames = frameNames(run, 'eer', '_20230715_101010_EER');
      for (const name of frames) put(`Session/${name}`, movie(), 'frames');
      put(`Session/${run}.mdoc`, mdoc(frames), 'collection_metadata');
      dropped(put, mdoc(frames), `Session/${run}_override.mdoc`);
      put(`Session/${run}.mrc`, stack(), 'tiltseries');
      put(`recon/${run}_bin4.mrc`, tomogram(), 'tomograms');
    },
    (put) => dropped(put, image(), 'Session/Atlas/Atlas_1.mrc'),
  ),
  folder(
    'cryoDRGN: maps of classes, and halves from even and odd frames',
    ['TS_1', 'TS_2', 'TS_3'],
    (run, put) => {
      put(`stacks/${run}.st`, stack(), 'tiltseries');
      put(`stacks/${run}.mdoc`, mdoc(), 'collection_metadata');
      put(`tomograms/${run}.mrc`, tomogram(), 'tomograms');
      dropped(put, tomogram(), `halves/${run}_evenframes.mrc`, `halves/${run}_oddframes.mrc`);
    },
    (put) => {
      for (const number of [0, 1, 2])
        dropped(put, tomogram(5), `drgn/analyze.49/kmeans20/vol_00${number}.mrc`);
    },
  ),
  folder(
    'Warp and PEET: particles that were cut out, and lists of some of the runs',
    ['TS_01', 'TS_02', 'TS_03'],
    (run, put) => {
      put(`stacks/${run}.st`, stack(), 'tiltseries');
      put(`stacks/${run}.mdoc`, mdoc(), 'collection_metadata');
      put(`reconstruction/${run}_8.00Apx.mrc`, tomogram(), 'tomograms');
      for (const number of ['0000000', '0000001']) {
        dropped(put, tomogram(), `subtomo/${run}/${run}_${number}_5.00A.mrc`);
        dropped(put, mask(), `subtomo/${run}/${run}_${number}_ctf_5.00A.mrc`);
        dropped(put, stack(), `warp_tiltseries/particleseries/${run}/${run}_5.00A_${number}.mrcs`);
      }
    },
    (put) => {
      put(
        'subtomo/ribosomes.star',
        pick.replace('1 2 3', 'TS_01 1 2 3').replace('loop_', 'loop_\n_rlnMicrographName'),
        'annotations',
      );
      dropped(put, motiveList, 'peet/run1_MOTL_Tom1_Iter4.csv', 'peet/run1_MOTL_Tom2_Iter4.csv');
    },
  ),
  folder('Amira: labels as text, and a project', ['lam1_t1', 'lam1_t2', 'lam2_t1'], (run, put) => {
    put(`stacks/${run}.st`, stack(), 'tiltseries');
    put(`stacks/${run}.mdoc`, mdoc(), 'collection_metadata');
    put(`tomo/${run}_rec.mrc`, tomogram(), 'tomograms');
    dropped(put, textLabels, `amira/${run}.Labels.am`);
  }),
];
