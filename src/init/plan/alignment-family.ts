import type { ExaminedGroup } from '../classify/classified.js';

/** The program that a group of alignment files is of, as `format` of an alignment names it. */
export function alignmentFamily({ facts, files }: ExaminedGroup): string {
  for (const { file } of files) {
    const sniffed = facts.get(file.path)?.sniffed;
    if (sniffed?.kind === 'alignment') return sniffed.format;
  }
  return 'IMOD';
}
