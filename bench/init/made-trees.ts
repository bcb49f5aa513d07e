import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { ingest } from '../../src/api/ingest.js';
import { type EntityType, entities } from '../../src/tree/entities/entity-type.js';

/** What a dry run with the configuration that a tree was made for says of it. */
export interface Truth {
  readonly runs: readonly string[];
  /** Sections by path below the source; most files have one. */
  readonly sections: Readonly<Record<string, readonly string[]>>;
  /** Runs by path below the source. */
  readonly fileRuns: Readonly<Record<string, readonly string[]>>;
}

/** Sources made for one configuration, and what each file of theirs is. */
export interface MadeTree {
  readonly name: string;
  readonly source: string;
  readonly truth: Truth;
}

/** Types whose files are no files of their own, but where others lie. */
const levels: readonly EntityType[] = ['deposition', 'dataset', 'run', 'voxel_spacing'];

/** Sources for every configuration below a directory, made by a program and kept; those that it cannot make are left out. */
export async function madeTrees(
  { configs, program, cache, runs }: { configs: string; program: string; cache: string; runs: number },
  isWanted: (name: string, index: number) => boolean,
): Promise<MadeTree[]> {
  const files = readdirSync(configs, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .sort();
  const trees: MadeTree[] = [];
  for (const [index, file] of files.entries()) {
    const name = file.replace(/\.yaml$/, '').replaceAll('/', '-');
    if (!isWanted(name, index)) continue;
    const tree = await makeTree(name, join(configs, file), [program, runs], join(cache, name));
    if (tree !== null) trees.push(tree);
  }
  return trees;
}

async function makeTree(
  name: string,
  config: string,
  [program, runs]: readonly [string, number],
  directory: string,
): Promise<MadeTree | null> {
  const failed = join(directory, 'failed');
  if (existsSync(failed)) return null;
  const [source, made, truthFile] = ['source', 'config.yaml', 'truth.json'].map((at) =>
    join(directory, at),
  ) as [string, string, string];
  if (!existsSync(made)) {
    mkdirSync(directory, { recursive: true });
    try {
      execFileSync('/usr/bin/python3', [program, config, directory, '--runs', String(runs)], {
        stdio: 'pipe',
      });
    } catch (error) {
      writeFileSync(failed, String(error));
      return null;
    }
  }
  if (!existsSync(truthFile)) writeFileSync(truthFile, JSON.stringify(await findTruth(made, source)));
  return { name, source, truth: JSON.parse(readFileSync(truthFile, 'utf8')) as Truth };
}

async function findTruth(config: string, source: string): Promise<Truth> {
  const report = await ingest({
    config,
    input: source,
    output: join(source, '..', `out-${basename(source)}`),
    options: { dryRun: true },
  });
  const sections: Record<string, string[]> = {};
  const fileRuns: Record<string, string[]> = {};
  for (const { type, run, sources } of report.items) {
    if (levels.includes(type)) continue;
    for (const { path } of sources) {
      const key = relative(source, path);
      if (key.startsWith('..')) continue;
      add(sections, key, entities[type].section.name);
      if (run !== null) add(fileRuns, key, run);
    }
  }
  const runs = report.items.filter(({ type }) => type === 'run').map(({ name }) => name);
  return { runs: [...new Set(runs)].sort(), sections, fileRuns };
}

function add(all: Record<string, string[]>, key: string, value: string): void {
  const values = all[key] ?? [];
  all[key] = values;
  if (!values.includes(value)) values.push(value);
}
