// Writes a manual page for the program and for each command into dist/man/.
import { mkdir, writeFile } from 'node:fs/promises';
import { toolVersion } from '../src/base/version.js';
import { commands } from '../src/commands/cli.js';
import { manPageName, renderManPage, renderProgramPage } from './man-page.js';

const directory = new URL('../man/', import.meta.url);

await mkdir(directory, { recursive: true });
await writeFile(new URL('cryoet.1', directory), renderProgramPage(commands, toolVersion));
for (const command of commands) {
  await writeFile(new URL(`${manPageName(command)}.1`, directory), renderManPage(command, toolVersion));
}
