import { fileVariables } from '../../sources/item-paths.js';
import { checkImages } from '../convert/check-images.js';
import { convertDm4, dm4ToMrcBytes } from '../convert/convert-dm4.js';
import type { DataImporter } from '../importer.js';
import { copyOutputs } from '../publish/copy-outputs.js';
import { copiedFile } from './copied-file.js';

const copied = copiedFile((key, _item, context) => {
  const { stem, extension } = fileVariables(key);
  const isDocumented = context.options.layout === 'documented';
  return {
    stem: isDocumented ? stem.replace(/_gain$/, '') : stem,
    extension: isDigitalMicrograph(key) ? 'mrc' : extension,
  };
});

/** A gain reference of a run's camera: copied, or made an MRC where it is a DigitalMicrograph file. */
export const gain: DataImporter = {
  ...copied,
  async outputs(item, context) {
    const outputs = await copied.outputs(item, context);
    return Promise.all(
      outputs.map(async (output) =>
        output.from !== null && isDigitalMicrograph(output.from)
          ? { ...output, bytes: await dm4ToMrcBytes(item, output.from, context) }
          : output,
      ),
    );
  },
  async check(item, context) {
    return { issues: await checkImages(item, context) };
  },
  async importData(item, context, progress) {
    const outputs = await copied.outputs(item, context);
    const [output] = outputs;
    const issues = await checkImages(item, context);
    const result =
      output !== undefined && output.from !== null && isDigitalMicrograph(output.from)
        ? await convertDm4(item, output.from, output.path, context, progress)
        : await copyOutputs(item, outputs, context, progress);
    return { ...result, issues };
  },
};

function isDigitalMicrograph(key: string): boolean {
  return ['dm3', 'dm4'].includes(fileVariables(key).extension.toLowerCase());
}
