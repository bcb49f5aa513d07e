import { runCli } from '../../src/commands/run-cli.js';
import { CapturedStream } from './captured-stream.js';

/** How a command ended and what it said. */
export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `cryoet …` in this process, with streams that are no terminals. */
export async function runInProcess(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  const stdout = new CapturedStream();
  const stderr = new CapturedStream();
  const env = { ...process.env, SOURCE_DATE_EPOCH: undefined, ...environment };
  const status = await runCli(args, { stdout, stderr, env, colorDepth: 1 });
  return { status, stdout: stdout.text, stderr: stderr.text };
}
