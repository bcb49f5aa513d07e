import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TinyDeposition } from './tiny-deposition.js';

/** Gives run TS_001 of the tiny deposition another name everywhere; patterns find it by a column of the run table. */
export async function renameRun(tiny: TinyDeposition, name: string): Promise<void> {
  const root = join(tiny.input, 'dep');
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if (/\.(mdoc|csv|txt|json|com)$/.test(entry.name)) {
      await writeFile(path, (await readFile(path, 'utf8')).replaceAll('TS_001', name));
    } else if (entry.name.endsWith('.star')) {
      const text = await readFile(path, 'utf8');
      await writeFile(
        path,
        text.replaceAll(/\S*TS_001\S*/g, (word) => `"${word.replace('TS_001', name)}"`),
      );
    }
    if (entry.name.includes('TS_001')) {
      await rename(path, join(entry.parentPath, entry.name.replace('TS_001', name)));
    }
  }
  const pattern = name.replaceAll('[', '[[]');
  await tiny.editSource('run_data.tsv', (bytes) => {
    const [header = '', ...rows] = bytes.toString().trimEnd().split('\n');
    const named = rows.map((row) => row.replace('TS_001', name));
    const withPattern = named.map((row) => `${row}\t${row.startsWith(name) ? pattern : row.split('\t')[0]}`);
    return `${[`${header}\trun_pattern`, ...withPattern].join('\n')}\n`;
  });
  await tiny.editConfig(/\{run_name\}/g, '{run_pattern}');
}
