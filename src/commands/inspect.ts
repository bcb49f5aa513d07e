import { CryoetError, UsageError } from '../base/errors.js';
import { describeError } from '../base/messages.js';
import type { SectionPicture } from '../inspect/inspect-volume.js';
import type { Inspection } from '../inspect/inspection.js';
import { showError, tableCommand, untilInterrupted } from './command.js';
import { inspectCommandOptions, type inspectOptions } from './options/inspect-options.js';
import type { Exactly } from './options/option.js';

export const InspectCommand = tableCommand({
  path: ['inspect'],
  description: 'show what files are: kind, shape, columns, first rows',
  details: `
    Shows what each FILE is and what is in it: shape, type and voxel size of a volume, sections and angles of an mdoc
    or alignment, columns and first rows of points, blocks of a STAR file and the \`file_format\` that reads it. FILE is a
    file or an OME-Zarr, on a disk or \`s3://bucket/key\`.

    Exit status: 0 fine, 1 a file could not be read, 2 could not run.
  `,
  examples: [
    ['What is this volume?', 'cryoet inspect tomogram.mrc --statistics'],
    ['Look at it', 'cryoet inspect tomogram.mrc --png section.png'],
    ['Which file_format do these need?', 'cryoet inspect particles/*.star'],
    ['For programs', 'cryoet inspect tomogram.zarr --format json'],
  ],
  arguments: { files: '<FILE> ...' },
  options: inspectCommandOptions,
  async run(given, context) {
    const { inspect } = await import('../api/inspect.js');
    const { checkReportFile, writeReportFile } = await import('./report-file.js');
    const { formatInspection } = await import('../report/inspection.js');
    const { drawInTerminal, terminalGraphics } = await import('../report/terminal-graphics.js');
    const { files, format, png, picture, verbose, ...options } = given;
    const { stdout, stderr } = context;
    if (png !== undefined && files.length > 1) throw new UsageError('--png takes one FILE');
    await checkReportFile(png);
    const graphics = format === 'json' ? null : terminalGraphics(picture, stdout, context.env);
    const shown: (Inspection | { readonly path: string; readonly error: string })[] = [];
    let failed = 0;
    // Only the reading of all voxels heeds the signal; the system ends everything else, which writes nothing, at once.
    const interruptible = options.statistics === true ? untilInterrupted : endedAtOnce;
    await interruptible(async (signal) => {
      for (const file of files) {
        try {
          let drawn: SectionPicture | null = null;
          const wantsPicture = png !== undefined || graphics !== null;
          const inspection = await inspect(file, {
            ...(options satisfies Exactly<typeof inspectOptions, typeof options>),
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
  },
});

const endedAtOnce: typeof untilInterrupted = (work) => work(new AbortController().signal);
