// File lists of programs that work on tomograms and tilt series of others, with what they leave beside their results.

import { labFiles } from './lab-files.js';
import { folder, type LabFolder } from './lab-folders.js';
import { dropped, star } from './project-folders.js';

const { stack, tomogram, mask, mdoc, alignment, points } = labFiles;

export const programFolders: readonly LabFolder[] = [
  folder(
    'IsoNet and MemBrain beside AreTomo2',
    ['Position_12', 'Position_12_2', 'Position_41'],
    (run, put) => {
      put(`mdocs/${run}.mdoc`, mdoc(), 'collection_metadata');
      put(`aretomo/${run}.mrc`, stack(), 'tiltseries');
      put(`aretomo/${run}.aln`, alignment(), 'alignments');
      put(`aretomo/${run}_rec.mrc`, tomogram(), 'tomograms');
      put(`isonet/corrected_tomos_iter30/${run}_rec_corrected.mrc`, tomogram(), 'tomograms');
      put(`isonet/deconv/${run}_rec.mrc`, tomogram(), 'tomograms');
      dropped(put, mask(), `isonet/mask/${run}_rec_mask.mrc`, `denoising/areas/${run}_area.mrc`);
      put(`masks/${run}_membrane_mask.mrc`, mask(), 'annotations');
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
];
