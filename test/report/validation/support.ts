import { encodePng, Image } from 'image-js';
import type { ReportExtras } from '../../../src/report/validation/render-pretty.js';
import type { ValidationReport } from '../../../src/validate/report.js';
import { rules } from '../../../src/validate/rules/rules.js';
import { all, editBytes, setJson } from '../../validate/mutations/edit.js';
import { run, spacingDirectory, tomogram } from '../../validate/support/good-metadata.js';
import { goodTree } from '../../validate/support/good-tree.js';
import { validateFiles } from '../../validate/support/validate-files.js';

/** A report with two errors of one code, one of another with markup in its path, and a warning. */
export async function spoiledReport(): Promise<ValidationReport> {
  const tree = await goodTree();
  all(
    setJson(`${tomogram}/tomogram-metadata.json`, 'processing', 'polished'),
    setJson(`${tomogram}/tomogram-metadata.json`, 'reconstruction_method', 'guessed'),
    setJson(`${tomogram}/tomogram-metadata.json`, 'colour', 'blue'),
    editBytes(`${tomogram}/TS_A.mrc`, (_, view) => {
      view.setInt32(108, 0, true);
      return undefined;
    }),
  )(tree);
  tree.set(`${run}/<script>alert(1)<&script>.txt`, new Uint8Array(1));
  return { ...(await validateFiles(tree, 'headers')), tool: 'cryoet-ingest 0', seconds: 1.5 };
}

export const extras: ReportExtras = {
  rules,
  thumbnails: new Map([
    [
      `${spacingDirectory}/Images/100/key-photo-thumbnail.png`,
      encodePng(new Image(13, 7, { colorModel: 'RGB' })),
    ],
  ]),
};
