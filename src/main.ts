#!/usr/bin/env node
import { runCli } from './run-cli.js';
import { surviveClosedOutput } from './survive-closed-output.js';

surviveClosedOutput([process.stdout, process.stderr]);
process.exitCode = await runCli(process.argv.slice(2));
