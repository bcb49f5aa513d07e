import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BaseContext } from 'clipanion';
import type { PreviewAnswers } from '../api/init.js';
import { UsageError } from '../base/errors.js';
import type { Issue } from '../base/issue.js';
import { printable, printLines } from '../base/messages.js';
import type { Answers } from '../init/answers.js';
import { tableCommand } from './command.js';
import { storageOf, storageOptions } from './options/engine-options.js';
import { choice, filledText, flag, progressOptions } from './options/kinds.js';
import { type OptionTable, without } from './options/option.js';

export const initCommandOptions = {
  ...without(storageOptions, ['sseKmsKeyId', 'storageClass']),
  output: filledText('FILE', {
    help: 'write the configuration to FILE',
    shownDefault: 'config.yaml',
    note: 'an existing file is only overwritten with `--force`',
  }),
  force: flag({ help: 'overwrite FILE and the table of runs beside it' }),
  answers: filledText('FILE', {
    help: 'fill in values from FILE',
    note: 'YAML or JSON; see [below](#answers)',
  }),
  interactive: flag({ help: 'ask for missing values' }),
  from: filledText('FILE', {
    help: 'take runs and values from a description of the files',
    note: 'in the working directory or in INPUT; see [below](#answers)',
  }),
  fromEmpiar: filledText('FILE', { help: 'take title, authors and dates from a saved EMPIAR entry (JSON)' }),
  fromEmdb: filledText('FILE', {
    help: 'take title, authors and sample from a saved EMDB entry (XML or JSON)',
  }),
  format: choice(['pretty', 'json'], { help: 'choose the report format' }),
  ...progressOptions,
} satisfies OptionTable;

export const InitCommand = tableCommand({
  path: ['init'],
  description: 'write a configuration for a directory of files',
  details: `
    Lists INPUT, a directory or s3://bucket/prefix, finds the runs in the names of files and directories, reads the
    headers, and writes a configuration that finds exactly the files it recognized. Values that only a person knows
    are marked FILL_IN, with a comment that says what is wanted.

    Exit status: 0 fine, 2 could not run.
  `,
  examples: [
    ['Write config.yaml for a folder', 'cryoet init /data/deposited'],
    ['Fill in what is known already', 'cryoet init /data/deposited --answers answers.yaml --output d.yaml'],
    ['For other programs', 'cryoet init s3://bucket/deposited --format json'],
  ],
  arguments: { input: '<INPUT>' },
  options: initCommandOptions,
  async run(given, context) {
    const { init, runTableName } = await import('../api/init.js');
    const { checkReportFile, createStatusLine, writeReportFile } = await import('./report-file.js');
    const { formatInit } = await import('../report/init.js');
    const { output, force, interactive, format, quiet, verbose: _, ...others } = given;
    const { input, answers, from, fromEmpiar, fromEmdb, ...storage } = others;
    const { stdout, stderr } = context;
    const file = output ?? usualName;
    await checkReportFile(file);
    if (!force && (await contentOf(file)) !== null) {
      throw new UsageError(`${file} already exists`, {
        hint: 'write to another file with --output FILE, or overwrite it with --force',
      });
    }
    const status = createStatusLine(stderr, quiet);
    const result = await init({
      input,
      storage: storageOf({ ...storage, sseKmsKeyId: undefined, storageClass: undefined }),
      answers,
      from,
      fromEmpiar,
      fromEmdb,
      onProgress: ({ step, files }) =>
        status.show(() => (step === 'listing' ? `listing: ${files} files` : `reading headers: ${files}`)),
      ...(interactive ? { ask: (_, preview) => askFor(preview, context) } : {}),
    }).finally(() => status.finish());
    const table = join(dirname(file), runTableName);
    if (result.runTable !== null && !force) await refuseOtherTable(table, result.runTable);
    await writeReportFile(file, result.config);
    if (result.runTable !== null) await writeReportFile(table, result.runTable);
    const { runs, files, unused, placeholders, mapped } = result;
    const facts = { runs, files, unused, placeholders, mapped };
    if (format === 'json') stdout.write(`${JSON.stringify(facts, null, 2)}\n`);
    else stdout.write(formatInit(result, { config: file, input }));
    for (const path of format === 'json' ? result.strayAnswers : []) {
      stderr.write(printLines([`warning: no place for the answer ${path}`]));
    }
    return 0;
  },
});

const usualName = 'config.yaml';

/** Another configuration may name the table that is there, and columns may have been added to it. */
async function refuseOtherTable(path: string, text: string): Promise<void> {
  const before = await contentOf(path);
  if (before === null || before === text) return;
  throw new UsageError(`${path} already exists, and has other rows or columns`, {
    hint: 'write to another directory with --output DIR/FILE, or overwrite both files with --force',
  });
}

/** Null where there is no such file. */
async function contentOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

/**
 * Asks for each missing value. An answer with an error is asked again, with the reason and the allowed values; an
 * empty answer leaves a placeholder, and `<` goes back to the value before. Fails with a UsageError without a
 * terminal, and after Ctrl-C.
 */
export async function askFor(
  preview: PreviewAnswers,
  { stdin, stdout }: Pick<BaseContext, 'stdin' | 'stdout'>,
): Promise<Answers> {
  if (!('isTTY' in stdin) || stdin.isTTY !== true)
    throw new UsageError('--interactive needs a terminal', { hint: 'give the values with --answers FILE' });
  // Few users need it, and loading it would slow down every start.
  const { default: input } = await import('@inquirer/input');
  const { parseAnswers } = await import('../init/answers.js');
  /** Returns what an answer may be: a value as YAML writes it, or the text as it is. */
  const valuesIn = (text: string): unknown[] => {
    const answer = text.trim();
    try {
      return [parseAnswers(`value: ${answer}`, 'the answer')[0]?.[1], answer];
    } catch {
      return [answer];
    }
  };
  const asked: { readonly path: string; readonly answer: Answers }[] = [];
  for (;;) {
    const answers = asked.flatMap(({ answer }) => answer);
    const { placeholders } = preview(answers);
    const next = placeholders.find(({ path }) => asked.every((one) => one.path !== path));
    if (next === undefined) return answers;
    const { path, wanted } = next;
    const errorOf = (value: unknown) => preview([...answers, [path, value]]).errors[0];
    const isSkipped = (text: string) => ['', back].includes(text);
    const validate = (text: string) => isSkipped(text.trim()) || reasonOf(valuesIn(text).map(errorOf));
    const message = printable(`${path} (${wanted})`);
    const text = await input({ message, validate }, { input: stdin, output: stdout }).catch(failAtInterrupt);
    if (text.trim() === back) asked.pop();
    else {
      const value = valuesIn(text).find((one) => errorOf(one) === undefined);
      asked.push({ path, answer: isSkipped(text.trim()) ? [] : [[path, value]] });
    }
  }
}

/** Answer that goes back to the value before. */
const back = '<';

/** Fails with a UsageError for Ctrl-C, with other errors as they are. */
function failAtInterrupt(error: unknown): never {
  if (error instanceof Error && error.name === 'ExitPromptError')
    throw new UsageError('interrupted: nothing was written', {
      hint: 'values that you have can be given with --answers FILE',
    });
  throw error;
}

/** Returns why every value is refused, with the allowed values; true if one is not. */
function reasonOf(errors: readonly (Issue | undefined)[]): string | true {
  const [error] = errors;
  if (error === undefined || errors.includes(undefined)) return true;
  return error.expected === undefined ? error.message : `${error.message}; expected ${error.expected}`;
}
