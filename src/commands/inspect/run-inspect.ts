import type { BaseContext } from 'clipanion';
import { type Inspection, inspect } from '../../api/inspect.js';
import { CryoetError, describeError, UsageError } from '../../errors/index.js';
import type { SectionPicture } from '../../inspect/index.js';
import { drawInTerminal, formatInspection, terminalGraphics } from '../../report/index.js';
import { checkReportFile, writeReportFile } from '../report-file.js';
import { showError } from '../show-error.js';
import { untilInterrupted } from '../until-interrupted.js';
import type { InspectArguments } from './inspect-arguments.js';

/** A file that could not be read, as JSON has it. */
interface Refused {
  readonly path: string;
  readonly error: string;
}

/** Shows what files are; one that cannot be read is one error, and the others go on. Returns the exit status. */
export async function runInspect(given: InspectArguments, context: BaseContext): Promise<number> {
  const { files, format, png, picture, verbose, ...options } = given;
  const { stdout, stderr } = context;
  if (png !== undefined && files.length > 1) throw new UsageError('--png takes one FILE');
  await checkReportFile(png);
  const graphics = format === 'json' ? null : terminalGraphics(picture, stdout, context.env);
  const shown: (Inspection | Refused)[] = [];
  let failed = 0;
  await untilInterrupted(async (signal) => {
    for (const file of files) {
      try {
        let drawn: SectionPicture | null = null;
        const wantsPicture = png !== undefined || graphics !== null;
        const inspection = await inspect(file, {
          ...options,
          signal,
          ...(wantsPicture
            ? {
                onPicture: (section) => {
                  drawn = section;
                },
              }
            : {}),
        });
        if (format === 'json') shown.push(inspection);
        else stdout.write(formatInspection(inspection));
        await showPicture(drawn, file);
      } catch (error) {
        if (!(error instanceof CryoetError) || error instanceof UsageError) throw error;
        failed += 1;
        shown.push({ path: file, error: describeError(error) });
        showError(error, stderr, verbose);
      }
    }
  });
  if (format === 'json') stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
  return failed > 0 ? 1 : 0;

  async function showPicture(drawn: SectionPicture | null, file: string): Promise<void> {
    if (drawn === null) {
      if (png !== undefined) throw new UsageError('--png needs a volume', { path: file });
      return;
    }
    if (png !== undefined) await writeReportFile(png, drawn.png);
    else if (graphics !== null) stdout.write(drawInTerminal(drawn, graphics));
  }
}
