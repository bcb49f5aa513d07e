import { takesList } from './name-values.js';
import type { CommandNames } from './usage-mistake.js';

/** Options that are repeated for several values, since commas may belong to a value. */
const repeated = new Set(['--filter', '--exclude']);

interface TakenWords {
  readonly option: string;
  /** The option's value and the words behind it that are one too many. */
  readonly values: readonly string[];
  /** True where commas part values, false where the option is repeated. */
  readonly isList: boolean;
}

interface Given {
  readonly option: string;
  readonly values: string[];
}

/**
 * The option that `args`, which are more than a command takes, meant to give several values with blanks between them;
 * null where the words before it are too many already, or none follows such an option.
 */
export function wordsAfterOption(
  args: readonly string[],
  { usage, options }: Pick<CommandNames, 'usage' | 'options'>,
): TakenWords | null {
  const withValue = new Set(
    options
      .filter(({ definition }) => definition.includes(' #'))
      .flatMap(({ definition }) => definition.replace(/ .*/, '').split(',')),
  );
  let room = (usage.match(/[<[]\w+[>\]]/g) ?? []).length;
  let open: Given | null = null;
  let found: Given | null = null;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] as string;
    if (!arg.startsWith('-')) {
      if (open === null) room -= 1;
      else open.values.push(arg);
      continue;
    }
    const [option = '', ...rest] = arg.split('=');
    open = null;
    if (!withValue.has(option)) continue;
    const value = rest.length > 0 ? rest.join('=') : args[++index];
    if (value === undefined || (!takesList(option) && !repeated.has(option))) continue;
    open = { option, values: [value] };
    if (found === null || found.values.length === 1) found = open;
  }
  if (room !== 0 || found === null || found.values.length === 1) return null;
  return { ...found, isList: takesList(found.option) };
}
