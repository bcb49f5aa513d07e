// Writes the licences of what a bundle contains: one entry a package, with its licence text.
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const licenceFile = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

/** Directories of the packages that bundled files came from; files of this project's own belong to none. */
function packageDirectories(files) {
  const found = new Set();
  for (const file of files) {
    if (!file.includes('node_modules/')) continue;
    let directory = dirname(file);
    // Some packages keep a package.json without a name in a subfolder, which only states the kind of its modules.
    while (
      !existsSync(join(directory, 'package.json')) ||
      !/node_modules\/(@[^/]+\/)?[^/]+$/.test(directory)
    ) {
      directory = dirname(directory);
    }
    found.add(directory);
  }
  return [...found];
}

async function noticeOf(directory) {
  const facts = JSON.parse(await readFile(join(directory, 'package.json'), 'utf8'));
  const names = (await readdir(directory)).filter((name) => licenceFile.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')));
  const author = typeof facts.author === 'object' ? facts.author?.name : facts.author;
  const repository = typeof facts.repository === 'object' ? facts.repository?.url : facts.repository;
  const head = [
    `${facts.name} ${facts.version}`,
    `License: ${facts.license ?? 'see below'}`,
    ...(author ? [`Author: ${author}`] : []),
    ...(repository ? [`Source: ${repository}`] : []),
  ].join('\n');
  if (texts.length === 0 && !facts.license) throw new Error(`${facts.name} states no licence`);
  const body = texts.map((text) => `\n${text.trim()}\n`).join('');
  return { key: `${facts.name} ${facts.version}`, text: `${head}\n${body}` };
}

/** Writes `target` for a bundle made of `files` (absolute paths); fails when a package states no licence at all. */
export async function writeThirdPartyNotices(files, target) {
  const notices = await Promise.all(packageDirectories(files).map(noticeOf));
  const unique = [...new Map(notices.map(({ key, text }) => [key, text]))].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const line = `\n${'-'.repeat(80)}\n\n`;
  const title = 'This bundle contains the following packages, under their own licences.\n';
  await writeFile(target, [title, ...unique.map(([, text]) => text)].join(line));
}
