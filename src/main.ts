#!/usr/bin/env node
import { surviveClosedOutput } from './survive-closed-output.js';
import { limitFault } from './system-limits.js';
import { tuneEngine } from './tune-engine.js';

let isOutputLost = false;
surviveClosedOutput([process.stdout, process.stderr], ({ message }) => {
  isOutputLost = true;
  process.exitCode = 2;
  process.stderr.write(`error: the output cannot be written: ${message}\n`);
});
const fault = limitFault();
if (fault === null) {
  // Under such a limit even loading the rest may fail.
  const { runCli } = await import('./run-cli.js');
  tuneEngine();
  const status = await runCli(process.argv.slice(2));
  process.exitCode = isOutputLost ? 2 : status;
} else {
  process.stderr.write(`error: ${fault.message}\n  hint: ${fault.hint}\n`);
  process.exitCode = 2;
}
