import { rmSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkComposed } from '../../bench/init/check-config.js';
import { composeConfig } from '../../src/init/compose-config.js';
import { survey } from '../../src/init/survey.js';
import { openStorage } from '../../src/storage/open-storage.js';
import { longOf } from '../support/long.js';
import { type LabFolder, labFolders } from './support/lab-folders.js';
import { mixedFolders } from './support/mixed-folders.js';
import { programFolders } from './support/program-folders.js';
import { projectFolders } from './support/project-folders.js';
import { publishedFolders } from './support/published-folders.js';
import { treeOf } from './support/tree-of.js';

const test = suite('folders as labs have them');
const long = longOf(test);

/** Numbers of placeholders of the folders so far. */
const blanks: number[] = [];

/** What is wrong with the configuration for a folder, a line each. */
async function faultsOf({ files, runs }: LabFolder): Promise<string[]> {
  const directory = await treeOf(Object.fromEntries(files.map(({ path, content }) => [path, content])));
  try {
    const found = await survey(await openStorage(directory, {}));
    const result = composeConfig(found, { schema: 'schema.json' });
    const assigned = new Map(result.files.map((file) => [file.path, file]));
    const faults = files.flatMap(({ path, section, run }) => {
      const file = assigned.get(path);
      const is = `${file?.section ?? null} of ${file?.run ?? null}`;
      const wanted = `${section} of ${section === null ? null : run}`;
      const reason = result.unused.find((unused) => unused.path === path)?.reason ?? '';
      return is === wanted ? [] : [`${path}: ${is}, not ${wanted} ${reason}`];
    });
    blanks.push(result.placeholders.length);
    const names =
      result.runs.join(' ') === [...runs].sort().join(' ') ? [] : [`runs ${result.runs.join(' ')}`];
    return [...names, ...faults, ...(await checkComposed(found, directory))];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const projects = [...projectFolders, ...programFolders, ...publishedFolders, ...mixedFolders];

for (const [index, folder] of [...labFolders, ...projects].entries()) {
  const add = index % 4 === 0 ? test : long;
  add(folder.name, async () => {
    assert.equal(await faultsOf(folder), []);
  });
}

long('a person fills in at most 20 values of most projects', () => {
  const ofProjects = blanks.slice(labFolders.length).sort((a, b) => a - b);
  assert.is(ofProjects.length, projects.length);
  assert.ok((ofProjects[ofProjects.length >> 1] ?? 0) <= 20, ofProjects.join(' '));
});

test.run();
