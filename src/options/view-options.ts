import { flag, list, refuseEmpty, text, wholeNumber } from './kinds.js';
import type { OptionTable, ValueOption } from './option.js';
import { storageOptions } from './storage-options.js';

/** The options of `cryoet view`. */
export const viewCommandOptions = {
  ...storageOptions,
  runs: list('GLOB', {
    name: '--run',
    help: 'show only runs whose names match',
    note: '`*`, `?`, `[abc]`',
  }),
  port: port(),
  allowOrigin: text('ORIGIN', {
    help: 'let pages of another site read the tree',
    note: 'such as `https://example.org`, or `*` for any',
    shownDefault: 'none',
    check: refuseEmpty,
  }),
  validate: flag({ help: 'validate the headers of the tree and show the findings' }),
  open: flag({ help: 'print the address, do not open a browser', initial: true }),
} satisfies OptionTable;

function port(): ValueOption<number> {
  return {
    kind: 'value',
    placeholder: 'PORT',
    help: 'serve on this port',
    shownDefault: 'any free port',
    initial: () => 0,
    parse: (given, name) => wholeNumber(given, 0, 65_535, `${name} takes a number up to 65535`),
  };
}
