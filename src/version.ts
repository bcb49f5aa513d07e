import { readFileSync } from 'node:fs';
import { packageFile } from './package-file.js';

/** The version of this package, as its package.json says. */
export const toolVersion: string = readVersion();

function readVersion(): string {
  return (JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string }).version;
}
