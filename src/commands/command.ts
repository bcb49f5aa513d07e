import type { Writable } from 'node:stream';
import { inspect } from 'node:util';
import { type BaseContext, Command, Option } from 'clipanion';
import { ConfigErrors, CryoetError, UsageError } from '../base/errors.js';
import { describeError, printLines } from '../base/messages.js';
import { type OptionTable, type OptionValues, optionName, resolveOptions } from './options/option.js';

/** A positional argument as the help spells it: needed, optional, or several. */
export type Argument = `<${string}>` | `[${string}]` | `<${string}> ...` | `[${string}] ...`;

/** Arguments by key, in their order on the command line. */
type ArgumentTable = Readonly<Record<string, Argument>>;

interface Usage {
  readonly description: string;
  readonly details: string;
  /** A label and a command line each. */
  readonly examples: [string, string][];
}

/** The class of a command as help, completion and usage errors see it. */
export interface TableCommandClass {
  readonly paths: [words: string[]];
  readonly usage: Usage;
  readonly argumentTable: ArgumentTable;
  readonly optionTable: OptionTable;
}

/** The context of a command: streams, environment, all commands and the arguments of the program. */
export interface CliContext extends BaseContext {
  readonly commands: readonly TableCommandClass[];
  /** The arguments of the program as typed; absent if another program calls a command. */
  readonly typed?: readonly string[];
}

type ArgumentValues<Table extends ArgumentTable> = {
  readonly [Key in keyof Table]: Table[Key] extends `${string} ...`
    ? readonly string[]
    : Table[Key] extends `<${string}>`
      ? string
      : string | undefined;
};

type Given<Arguments extends ArgumentTable, Options extends OptionTable> = ArgumentValues<Arguments> &
  OptionValues<Options>;

/** A command of the program: its words, help, arguments, options and work. */
interface CommandTable<Arguments extends ArgumentTable, Options extends OptionTable> extends Usage {
  readonly path: string[];
  readonly arguments: Arguments;
  readonly options: Options;
  /** Returns the exit status. */
  run(
    given: Given<Arguments, Options>,
    context: CliContext,
    cli: Command<CliContext>['cli'],
  ): Promise<number>;
}

/** Returns a command's class for clipanion. An error in `run` is printed and ends with status 2. */
export function tableCommand<const Arguments extends ArgumentTable, Options extends OptionTable>({
  path,
  arguments: argumentTable,
  options: optionTable,
  run,
  ...usage
}: CommandTable<Arguments, Options>) {
  return class TableCommand extends Command<CliContext> {
    static override readonly paths: [string[]] = [path];
    static override readonly usage = usage;
    static readonly argumentTable: ArgumentTable = argumentTable;
    static readonly optionTable: OptionTable = optionTable;

    constructor() {
      super();
      // Clipanion reads declarations from the fields of an instance and replaces them by the values.
      Object.assign(this, declareFields(argumentTable, optionTable));
    }

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
        const given = { ...(Object.fromEntries(positional) as ArgumentValues<Arguments>), ...options };
        return await run(given, this.context, this.cli);
      } catch (error) {
        const command = [this.cli.binaryName, ...path].join(' ');
        if (error instanceof UsageError)
          writeUsageError(stderr, describeError(error), command, error.facts.hint);
        else showError(error, stderr, isVerbose);
        return 2;
      }
    }
  };
}

/** Returns the name of an argument in messages. */
export function argumentName(argument: Argument): string {
  return argument.replaceAll(/[^A-Z]/g, '');
}

/** Declares the fields for clipanion. Their names cannot collide with members of a command. */
function declareFields(argumentTable: ArgumentTable, optionTable: OptionTable): Record<string, unknown> {
  const positional = Object.entries(argumentTable).map(([key, argument]) => {
    const [name, isRequired] = [argumentName(argument), argument.startsWith('<')];
    const field = argument.endsWith(' ...')
      ? Option.Rest({ name, required: isRequired ? 1 : 0 })
      : Option.String({ name, required: isRequired });
    return [`${key} argument`, field];
  });
  const options = Object.entries(optionTable).map(([key, option]) => {
    const name = optionName(key, option);
    if (option.kind === 'flag') return [name, Option.Boolean(name)];
    if (option.kind === 'pair') return [name, Option.String(name, { arity: 2 })];
    return [name, option.kind === 'value' ? Option.String(name) : Option.Array(name)];
  });
  return Object.fromEntries([...positional, ...options]);
}

/** Writes a usage error in the form of all commands: a line, and a hint where the usage is explained. */
export function writeUsageError(
  stream: Writable,
  message: string,
  command: string,
  hint: string | undefined = `see ${command} --help`,
): void {
  stream.write(printLines([`error: ${message}`, `  hint: ${hint}`]));
}

/** Writes an error as a line and a hint, and its stack with `verbose`. */
export function showError(error: unknown, stream: Writable, verbose: boolean): void {
  const errors = error instanceof ConfigErrors ? error.errors : [error];
  stream.write(printLines(errors.map((each) => `error: ${describeError(each)}`)));
  if (error instanceof CryoetError && error.facts.hint !== undefined)
    stream.write(printLines([`  hint: ${error.facts.hint}`]));
  if (verbose) stream.write(printLines(trace(error).split('\n')));
}

function trace(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error);
  const within = error instanceof AggregateError ? error.errors : [];
  const causes = error.cause === undefined ? within : [error.cause, ...within];
  return [error.stack ?? error.message, ...causes.map((cause) => `caused by ${trace(cause)}`)].join('\n');
}

/** Milliseconds in which SIGTERMs are one: schedulers signal a process and the script, which signals it too. */
const sameTermination = 1000;

/**
 * Runs work with a signal that the first SIGINT or SIGTERM aborts, so that the work can clean up. A second signal
 * kills the process at once, after `beforeEnd`; a SIGTERM within a second of another is no second one.
 */
export async function untilInterrupted<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  beforeEnd: () => void = () => {},
): Promise<Result> {
  const controller = new AbortController();
  // The listeners stay until the work has ended: libraries that restore the terminal end the process if no other
  // listener is left.
  let terminated = Number.NEGATIVE_INFINITY;
  const interrupt = (signal: NodeJS.Signals) => {
    const now = performance.now();
    const isSame = signal === 'SIGTERM' && now - terminated < sameTermination;
    if (signal === 'SIGTERM') terminated = now;
    if (isSame) return;
    if (!controller.signal.aborted) {
      controller.abort(new DOMException('interrupted', 'AbortError'));
      return;
    }
    beforeEnd();
    stopListening();
    process.kill(process.pid, signal);
  };
  const stopListening = () => {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    return await work(controller.signal);
  } finally {
    stopListening();
  }
}
