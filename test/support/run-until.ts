import { type ProcessResult, startProcess } from './run-as-process.js';

/** What an ingest with `--log-format json` tells, as far as tests look at it. */
export interface ToldEvent {
  readonly event: string;
  readonly item?: { readonly type: string; readonly name: string; readonly run: string | null };
}

/**
 * Runs `cryoet …` with `--log-format json` and sends it a signal as soon as it tells an event that is waited for.
 * Resolves when the process has ended, with null when the event never came.
 */
export async function signalAt(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  isMoment: (event: ToldEvent) => boolean,
  signal: NodeJS.Signals,
): Promise<ProcessResult | null> {
  const { child, ended } = startProcess([...args, '--log-format', 'json'], environment);
  let rest = '';
  let isSent = false;
  child.stdout?.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (isSent || !lines.some((line) => isMoment(JSON.parse(line) as ToldEvent))) return;
    isSent = true;
    child.kill(signal);
  });
  const result = await ended;
  return isSent ? result : null;
}
