#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { toolVersion } from './base/version.js';
import { loadCompiled, userCache } from './commands/compile-cache.js';
import {
  boundGarbage,
  limitFault,
  showsColors,
  surviveClosedOutput,
  tuneEngine,
} from './commands/process-setup.js';

/** Identifies this build of the bundle; the bundler defines it. */
declare const build: string;

/** Modules of Node.js that nearly every command uses, and those that an ingest uses too. */
const usedByMost = ['fs/promises', 'timers/promises', 'tty'];
const usedByIngest = ['assert', 'child_process', 'crypto', 'perf_hooks', 'worker_threads', 'zlib'];

let isOutputLost = false;
surviveClosedOutput([process.stdout, process.stderr], ({ message }) => {
  isOutputLost = true;
  process.exitCode = 2;
  process.stderr.write(`error: the output cannot be written: ${message}\n`);
});
const args = process.argv.slice(2);
const fault = limitFault();
const quick = quickAnswer();
if (fault !== null) {
  process.stderr.write(`error: ${fault.message}\n  hint: ${fault.hint}\n`);
  process.exitCode = 2;
} else if (quick !== null) {
  process.stdout.write(quick);
} else void run();

/** Returns the version, or the rendered help, without loading more; null where arguments ask for more. */
function quickAnswer(): string | null {
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-v')) return `${toolVersion}\n`;
  const words =
    args[0] === 'help' ? args.slice(1) : /^(--help|-h)$/.test(args.at(-1) ?? '') ? args.slice(0, -1) : null;
  if (words === null) return null;
  try {
    const file = new URL('help.json', import.meta.url);
    const texts = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, string>>;
    const own = new Map(Object.entries(texts[showsColors(process.stdout) ? 'colored' : 'plain'] ?? {}));
    return own.get(words.join(' ')) ?? null;
  } catch {
    // Modules of a checkout lack the file: the command renders its help.
    return null;
  }
}

async function run(): Promise<void> {
  // V8 accepts compiled code only under the settings that it was compiled with: those of the program are set before its
  // modules are loaded, and after those of Node.js that the command uses.
  const used = args[0] === 'ingest' ? [...usedByMost, ...usedByIngest] : usedByMost;
  for (const name of used) createRequire(import.meta.url)(`node:${name}`);
  const compiling = tuneEngine();
  boundGarbage();
  // The rest is loaded after the check of the limits: under too low a limit, loading fails.
  const [command = 'help'] = args;
  const load = loadCompiled(fileURLToPath(import.meta.url), userCache(), {
    build,
    command: /^[a-z]{1,16}$/.test(command) ? command : 'help',
    compiling,
  });
  const { runCli } = load('./run-cli.js') as typeof import('./commands/run-cli.js');
  const status = await runCli(args);
  process.exitCode = isOutputLost ? 2 : status;
}
