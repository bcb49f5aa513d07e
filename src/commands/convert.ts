import type { ConvertReport } from '../api/convert.js';
import { printLines } from '../base/messages.js';
import { formatBytes, formatDuration, formatVoxelSize } from '../report/quantities.js';
import { tableCommand, untilInterrupted } from './command.js';
import { convertCommandOptions, type convertOptions } from './options/convert-options.js';
import type { Exactly } from './options/option.js';

export const ConvertCommand = tableCommand({
  path: ['convert'],
  description: 'convert one volume to OME-Zarr or MRC',
  details: `
    Reads IN, a volume of any format that an ingest reads, and writes OUT: an OME-Zarr with its pyramid where the name ends
    in \`.zarr\`, an MRC file where it ends in \`.mrc\`, \`.map\`, \`.rec\`, \`.st\` or \`.mrcs\`. Samples become float32,
    labels of an instance mask uint16. IN and OUT are on a disk or \`s3://bucket/key\`.

    Exit status: 0 fine, 2 could not run.
  `,
  examples: [
    ['To OME-Zarr', 'cryoet convert tomogram.mrc tomogram.zarr'],
    ['And back', 'cryoet convert tomogram.zarr copy.mrc'],
    ['With a voxel size that the header lacks', 'cryoet convert volume.tif volume.zarr --voxel-size 13.48'],
  ],
  arguments: { input: '<IN>', output: '<OUT>' },
  options: convertCommandOptions,
  async run(given, context) {
    const { convert } = await import('../api/convert.js');
    const { createClock } = await import('../api/locations.js');
    const { createStatusLine } = await import('./report-file.js');
    const { input, output, quiet, verbose: _, ...options } = given;
    const status = createStatusLine(context.stderr, quiet);
    const started = performance.now();
    const seconds = () => (performance.now() - started) / 1000;
    const report = await untilInterrupted((signal) =>
      convert(input, output, {
        ...(options satisfies Exactly<typeof convertOptions, typeof options>),
        now: createClock(context.env),
        signal,
        onProgress: (done, total) => status.show(() => describeProgress(output, done, total, seconds())),
      }),
    ).finally(() => status.finish());
    for (const warning of report.warnings)
      context.stderr.write(printLines([`warning: ${input}: ${warning}`]));
    if (!quiet) context.stdout.write(summary(report, seconds()));
    return 0;
  },
});

const float32Bytes = 4;

function describeProgress(output: string, done: number, total: number, seconds: number): string {
  const rate = seconds > 0.5 ? `, ${formatBytes((done * float32Bytes) / seconds)}/s` : '';
  const left =
    seconds > 0.5 && done < total ? `, ${formatDuration((seconds * (total - done)) / done)} left` : '';
  return `${output}  ${Math.floor((100 * done) / total)} % of ${formatBytes(total * float32Bytes)}${rate}${left}`;
}

function summary({ output, shape, voxelSize, levels, bytesWritten }: ConvertReport, seconds: number): string {
  const count = levels.length === 1 ? '' : `, ${levels.length} levels`;
  const what = `${shape.join(' × ')} voxels of ${formatVoxelSize(voxelSize)}${count}`;
  return printLines([`${output}: ${what}, ${formatBytes(bytesWritten)} in ${formatDuration(seconds)}`]);
}
