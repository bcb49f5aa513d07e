import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { checkConfigFile } from '../../src/api/config.js';
import { planItems } from '../../src/api/ingest.js';
import { ConfigErrors } from '../../src/base/errors.js';
import { describeError } from '../../src/base/messages.js';
import { runTableName } from '../../src/init/build-document.js';
import { composeConfig } from '../../src/init/compose-config.js';
import type { Survey } from '../../src/init/survey.js';
import { entities } from '../../src/tree/entities/entity-type.js';
import { filledIn } from './filled-in.js';

/** What is wrong with the configuration of a survey: issues beside its placeholders, and files that a dry run finds differently. */
export async function checkComposed(found: Survey, source: string): Promise<string[]> {
  const directory = mkdtempSync(join(tmpdir(), 'init-check-'));
  const file = join(directory, 'config.yaml');
  try {
    const result = composeConfig(found, { schema: 'schema.json' });
    writeFileSync(file, result.config);
    const lines = new Set(result.placeholders.map(({ line }) => line));
    const issues = (await checkConfigFile(file)).filter(
      ({ line, severity }) => severity === 'error' && !lines.has(line ?? 0),
    );
    const faults = issues.map(({ line, message }) => `config:${line}: ${message}`);
    const filled = composeConfig(found, { schema: 'schema.json', answers: filledIn(result.placeholders) });
    writeFileSync(file, filled.config);
    if (filled.runTable !== null) writeFileSync(join(directory, runTableName), filled.runTable);
    const report = await planItems({ config: file, input: source, output: join(directory, 'out') });
    const want = new Map(result.files.map(({ path, section, run }) => [`${section} ${run} ${path}`, false]));
    for (const { type, run, sources } of report.items) {
      const { section } = entities[type];
      if (
        ['deposition', 'dataset', 'run', 'voxel_spacing', 'deposition_keyphoto', 'dataset_keyphoto'].includes(
          type,
        )
      )
        continue;
      for (const { path } of sources) {
        const key = relative(source, path);
        const name = [`${section.name} ${run} ${key}`, `${section.name} null ${key}`].find((each) =>
          want.has(each),
        );
        if (name === undefined) faults.push(`a dry run finds ${key} as ${section.name} of ${run}`);
        else want.set(name, true);
      }
    }
    const runs = report.items
      .filter(({ type }) => type === 'run')
      .map(({ name }) => name)
      .sort();
    if (runs.join(' ') !== result.runs.join(' ')) faults.push(`a dry run finds the runs ${runs.join(' ')}`);
    for (const [key, isFound] of want)
      if (!isFound && !key.startsWith('dataset_keyphotos')) faults.push(`a dry run does not find ${key}`);
    return faults.length > 4 ? [...faults.slice(0, 4), `… ${faults.length - 4} more`] : faults;
  } catch (error) {
    return (error instanceof ConfigErrors ? error.errors : [error]).slice(0, 3).map(describeError);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
