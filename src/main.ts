#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { toolVersion } from './base/package-file.js';
import { loadCompiled, userCache } from './commands/compile-cache.js';
import { limitFault, surviveClosedOutput, tuneEngine } from './commands/process-setup.js';

/** Identifies this build of the bundle; the bundler defines it. */
declare const build: string;

let isOutputLost = false;
surviveClosedOutput([process.stdout, process.stderr], ({ message }) => {
  isOutputLost = true;
  process.exitCode = 2;
  process.stderr.write(`error: the output cannot be written: ${message}\n`);
});
const args = process.argv.slice(2);
const fault = limitFault();
if (fault !== null) {
  process.stderr.write(`error: ${fault.message}\n  hint: ${fault.hint}\n`);
  process.exitCode = 2;
} else if (args.length === 1 && (args[0] === '--version' || args[0] === '-v')) {
  // The version needs no other module.
  process.stdout.write(`${toolVersion}\n`);
} else void run();

async function run(): Promise<void> {
  // V8 accepts compiled code only under the settings that it was compiled with, so they are set first.
  tuneEngine();
  // The rest is loaded after the check of the limits: under too low a limit, loading fails.
  const [command = 'help'] = args;
  const load = loadCompiled(fileURLToPath(import.meta.url), userCache(), {
    build,
    command: /^[a-z]{1,16}$/.test(command) ? command : 'help',
  });
  const { runCli } = load('./run-cli.js') as typeof import('./commands/run-cli.js');
  const status = await runCli(args);
  process.exitCode = isOutputLost ? 2 : status;
}
