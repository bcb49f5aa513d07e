import type { BaseContext } from 'clipanion';
import { createClock } from '../../api/clock.js';
import { type ConvertReport, convert } from '../../api/convert.js';
import { formatBytes, formatDuration, formatVoxelSize } from '../../report/index.js';
import { createStatusLine } from '../status-line.js';
import { untilInterrupted } from '../until-interrupted.js';
import type { ConvertArguments } from './convert-arguments.js';

const float32Bytes = 4;

/** Converts one volume and says what was written; returns the exit status. */
export async function runConvert(given: ConvertArguments, context: BaseContext): Promise<number> {
  const { input, output, quiet, verbose: _, ...options } = given;
  const status = createStatusLine(context.stderr, quiet);
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const report = await untilInterrupted((signal) =>
    convert(input, output, {
      ...options,
      now: createClock(context.env),
      signal,
      onProgress: (done, total) => status.show(() => describeProgress(output, done, total, seconds())),
    }),
  ).finally(() => status.finish());
  for (const warning of report.warnings) context.stderr.write(`warning: ${input}: ${warning}\n`);
  if (!quiet) context.stdout.write(summary(report, seconds()));
  return 0;
}

function describeProgress(output: string, done: number, total: number, seconds: number): string {
  const rate = seconds > 0.5 ? `, ${formatBytes((done * float32Bytes) / seconds)}/s` : '';
  const left =
    seconds > 0.5 && done < total ? `, ${formatDuration((seconds * (total - done)) / done)} left` : '';
  return `${output}  ${Math.floor((100 * done) / total)} % of ${formatBytes(total * float32Bytes)}${rate}${left}`;
}

function summary({ output, shape, voxelSize, levels, bytesWritten }: ConvertReport, seconds: number): string {
  const count = levels.length === 1 ? '' : `, ${levels.length} levels`;
  const what = `${shape.join(' × ')} voxels of ${formatVoxelSize(voxelSize)}${count}`;
  return `${output}: ${what}, ${formatBytes(bytesWritten)} in ${formatDuration(seconds)}\n`;
}
