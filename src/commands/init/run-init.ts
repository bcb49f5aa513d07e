import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BaseContext } from 'clipanion';
import { type InitResult, init, runTableName } from '../../api/init.js';
import { UsageError } from '../../errors/index.js';
import { formatInit } from '../../report/index.js';
import { checkReportFile, writeReportFile } from '../report-file.js';
import { createStatusLine } from '../status-line.js';
import { askFor } from './ask-for.js';
import type { InitArguments } from './init-arguments.js';

const usualName = 'config.yaml';

/** Writes a configuration for a source and shows what it finds; returns the exit status. */
export async function runInit(given: InitArguments, context: BaseContext): Promise<number> {
  const { input, output, force, answers, interactive, fromEmpiar, fromEmdb, format, quiet } = given;
  const { stdout, stderr } = context;
  const file = output ?? usualName;
  await checkReportFile(file);
  if (!force && (await contentOf(file)) !== null) {
    throw new UsageError(`${file} already exists`, {
      hint: 'write to another file with --output FILE, or overwrite it with --force',
    });
  }
  const { noSignRequest, endpointUrl, region, requesterPays, followLinks } = given;
  const status = createStatusLine(stderr, quiet);
  const result = await init({
    input,
    storage: {
      noSignRequest,
      requesterPays,
      followLinks,
      ...(endpointUrl === undefined ? {} : { endpointUrl }),
      ...(region === undefined ? {} : { region }),
    },
    answers,
    fromEmpiar,
    fromEmdb,
    onProgress: ({ step, files }) =>
      status.show(() => (step === 'listing' ? `listing: ${files} files` : `reading headers: ${files}`)),
    ...(interactive ? { ask: (placeholders) => askFor(placeholders, context) } : {}),
  }).finally(() => status.finish());
  const table = join(dirname(file), runTableName);
  if (result.runTable !== null && !force) await refuseOtherTable(table, result.runTable);
  await writeReportFile(file, result.config);
  if (result.runTable !== null) await writeReportFile(table, result.runTable);
  if (format === 'json') stdout.write(`${JSON.stringify(describe(result), null, 2)}\n`);
  else stdout.write(formatInit(result, { config: file, input }));
  for (const path of format === 'json' ? result.strayAnswers : []) {
    stderr.write(`warning: no place for the answer ${path}\n`);
  }
  return 0;
}

function describe({ runs, files, unused, placeholders, mapped }: InitResult) {
  return { runs, files, unused, placeholders, mapped };
}

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
