import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CryoetError } from '../../src/base/errors.js';
import { describeError } from '../../src/base/messages.js';
import { keptCase } from './case-files.js';
import { loadTargets } from './cases.js';
import { longest, mostMemory } from './limits.js';
import { peakMemory, resetPeak } from './peak-memory.js';
import { targets } from './targets/index.js';

/** What reading one input alone came to. */
export interface Measured {
  /** What is wrong with it; null when it is within the limits. */
  readonly fault: string | null;
  readonly answer: string;
}

/**
 * Reads a kept input in this process, after all seeds of its target, so that what is loaded once is not counted.
 * Time is that of the processor where that is less: others may be at work on the machine.
 */
export async function replay(directory: string): Promise<Measured> {
  const { kept, files } = await keptCase(directory);
  const [target] = await loadTargets(targets.filter(({ name }) => name === kept.target));
  if (target === undefined) throw new Error(`no target ${kept.target}`);
  for (const seed of target.inputs.slice(0, 20)) await answerOf(() => target.read(seed));
  globalThis.gc?.();
  resetPeak();
  const memory = process.memoryUsage.rss();
  const [start, processor] = [performance.now(), process.cpuUsage()];
  const { answer, isForeign } = await answerOf(() => target.read(files));
  const { user, system } = process.cpuUsage(processor);
  const time = Math.min(performance.now() - start, (user + system) / 1000);
  const taken = peakMemory() - memory;
  const measured = `${Math.round(time)} ms, ${Math.round(taken / 2 ** 20)} MiB`;
  const fault = isForeign
    ? answer
    : time > longest || taken > mostMemory
      ? `beyond the limits: ${measured}`
      : null;
  return { fault, answer: `${answer} (${measured})` };
}

async function answerOf(read: () => unknown): Promise<{ answer: string; isForeign: boolean }> {
  try {
    await read();
    return { answer: 'read', isForeign: false };
  } catch (error) {
    if (error instanceof CryoetError) return { answer: describeError(error), isForeign: false };
    return { answer: error instanceof Error ? (error.stack ?? '') : String(error), isForeign: true };
  }
}

/** The same in a process of its own, which is ended after `timeout` milliseconds. */
export function replayApart(directory: string, timeout: number): Promise<string | null> {
  const program = fileURLToPath(new URL('run.js', import.meta.url));
  const child = spawn(process.execPath, ['--expose-gc', program, '--replay', directory], { timeout });
  let output = '';
  child.stdout.on('data', (text: Buffer) => {
    output += text.toString();
  });
  child.stderr.on('data', (text: Buffer) => {
    output += text.toString();
  });
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      if (code === 0) resolve(null);
      else
        resolve(signal === null ? output.trim() : `ended by ${signal} after ${timeout} ms ${output.trim()}`);
    });
  });
}
