import { choice, flag, refuseEmpty, text } from './kinds.js';
import type { OptionTable } from './option.js';
import { storageOptions } from './storage-options.js';

/** The options of `cryoet init`. */
export const initCommandOptions = {
  noSignRequest: storageOptions.noSignRequest,
  endpointUrl: storageOptions.endpointUrl,
  region: storageOptions.region,
  requesterPays: storageOptions.requesterPays,
  followLinks: storageOptions.followLinks,
  output: text('FILE', {
    help: 'write the configuration to FILE',
    shownDefault: 'config.yaml',
    note: 'an existing file is only overwritten with `--force`',
    check: refuseEmpty,
  }),
  force: flag({ help: 'overwrite FILE and the table of runs beside it' }),
  answers: text('FILE', {
    help: 'fill in values from FILE',
    note: 'YAML or JSON; see [below](#answers)',
    check: refuseEmpty,
  }),
  interactive: flag({ help: 'ask for missing values' }),
  fromEmpiar: text('FILE', {
    help: 'take title, authors and dates from a saved EMPIAR entry (JSON)',
    check: refuseEmpty,
  }),
  fromEmdb: text('FILE', {
    help: 'take title, authors and sample from a saved EMDB entry (XML or JSON)',
    check: refuseEmpty,
  }),
  format: choice(['pretty', 'json'], { help: 'choose the report format' }),
  quiet: flag({ help: 'hide progress' }),
  verbose: flag({ help: 'show where errors come from' }),
} satisfies OptionTable;
