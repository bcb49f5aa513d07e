#!/usr/bin/env node
import { surviveClosedOutput } from './survive-closed-output.js';
import { limitFault } from './system-limits.js';
import { tuneEngine } from './tune-engine.js';

surviveClosedOutput([process.stdout, process.stderr]);
const fault = limitFault();
if (fault === null) {
  // Under such a limit even loading the rest may fail.
  const { runCli } = await import('./run-cli.js');
  tuneEngine();
  process.exitCode = await runCli(process.argv.slice(2));
} else {
  process.stderr.write(`error: ${fault.message}\n  hint: ${fault.hint}\n`);
  process.exitCode = 2;
}
