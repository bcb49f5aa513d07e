import { UnsupportedError } from '../../errors/index.js';
import { copiedFile } from '../copied-file.js';
import { describeItem } from '../item.js';
import { fileVariables } from '../item-paths.js';
import { storageOf } from '../source-files.js';

/** A gain reference of a run's camera. */
export const gain = copiedFile({
  type: 'gain',
  section: 'gains',
  slot: 'gain',
  variables(key, item, context) {
    const { stem, extension } = fileVariables(key);
    if (extension.toLowerCase() === 'dm4') {
      throw new UnsupportedError('DM4 gain references cannot be converted to MRC yet', {
        path: storageOf(item, context).location(key),
        entity: describeItem(item),
        expected: 'a .mrc or .gain file',
        found: 'a .dm4 file',
        hint: 'convert it with IMOD dm2mrc and point gains at the result',
      });
    }
    const isDocumented = context.options.layout === 'documented';
    return { stem: isDocumented ? stem.replace(/_gain$/, '') : stem, extension };
  },
});
