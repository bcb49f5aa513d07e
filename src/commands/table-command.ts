import { Command, Option } from 'clipanion';
import { describeError, UsageError } from '../errors/index.js';
import { type OptionTable, type OptionValues, optionName, resolveOptions } from '../options/index.js';
import type { CliContext } from './cli-context.js';
import { showError } from './show-error.js';
import type { ArgumentTable } from './table-command-class.js';
import { writeUsageError } from './write-usage-error.js';

type ArgumentValues<Table extends ArgumentTable> = {
  readonly [Key in keyof Table]: Table[Key] extends { arity: 'one' }
    ? string
    : Table[Key] extends { arity: 'optional' }
      ? string | undefined
      : readonly string[];
};

/** What a command is given, parsed. */
export type Given<Arguments extends ArgumentTable, Options extends OptionTable> = ArgumentValues<Arguments> &
  OptionValues<Options>;

/**
 * A class for commands with these arguments and options, whose `run` is given their values. Mistakes of usage and faults
 * end with status 2: the command could not run.
 */
export function tableCommand<const Arguments extends ArgumentTable, Options extends OptionTable>(
  argumentTable: Arguments,
  optionTable: Options,
) {
  abstract class TableCommand extends Command<CliContext> {
    static readonly argumentTable: ArgumentTable = argumentTable;
    static readonly optionTable: OptionTable = optionTable;

    constructor() {
      super();
      // Clipanion takes arguments and options from the fields of an instance, and puts their values there.
      Object.assign(this, declareFields(argumentTable, optionTable));
    }

    protected abstract run(given: Given<Arguments, Options>): Promise<number>;

    async execute(): Promise<number> {
      const { stderr } = this.context;
      const fields = this as unknown as Readonly<Record<string, unknown>>;
      let isVerbose = false;
      try {
        const typed = Object.entries(optionTable).map(([key, option]) => [
          key,
          fields[optionName(key, option)],
        ]);
        const options = await resolveOptions(optionTable, Object.fromEntries(typed), optionName);
        isVerbose = 'verbose' in options && options.verbose === true;
        const positional = Object.keys(argumentTable).map((key) => [key, fields[`${key} argument`]]);
        return await this.run({
          ...(Object.fromEntries(positional) as ArgumentValues<Arguments>),
          ...options,
        });
      } catch (error) {
        if (error instanceof UsageError) {
          writeUsageError(
            stderr,
            describeError(error),
            [this.cli.binaryName, ...(this.path ?? [])].join(' '),
            error.facts.hint,
          );
        } else showError(error, stderr, isVerbose);
        return 2;
      }
    }
  }
  return TableCommand;
}

/** Fields by names that no command has itself. */
function declareFields(argumentTable: ArgumentTable, optionTable: OptionTable): Record<string, unknown> {
  const positional = Object.entries(argumentTable).map(([key, { name, arity }]) => [
    `${key} argument`,
    arity === 'several' || arity === 'any'
      ? Option.Rest({ name, required: arity === 'several' ? 1 : 0 })
      : Option.String({ name, required: arity === 'one' }),
  ]);
  const options = Object.entries(optionTable).map(([key, option]) => {
    const name = optionName(key, option);
    if (option.kind === 'flag') return [name, Option.Boolean(name)];
    if (option.kind === 'pair') return [name, Option.String(name, { arity: 2 })];
    return [name, option.kind === 'value' ? Option.String(name) : Option.Array(name)];
  });
  return Object.fromEntries([...positional, ...options]);
}
