// Gathers what the site is built from into pages/: the documents of docs/, the changelog and the files that they link to.
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = fileURLToPath(new URL('pages/', import.meta.url));
/** Documents at the root, and the pages that they become. */
const rootPages = {
  'README.md': 'readme.md',
  'CHANGELOG.md': 'changelog.md',
  'CONTRIBUTING.md': 'how-to-contribute.md',
  'CODE_OF_CONDUCT.md': 'code-of-conduct.md',
  'SECURITY.md': 'security.md',
};
const link = /\]\((?!https?:|#|mailto:)([^)\s#]+)(#[^)\s]*)?\)/g;

await rm(pages, { recursive: true, force: true });
await mkdir(join(pages, 'public'), { recursive: true });
await cp(join(root, 'docs'), pages, { recursive: true });
await rename(join(pages, 'rules/README.md'), join(pages, 'rules/index.md'));
await cp(join(root, 'website/index.md'), join(pages, 'index.md'));
for (const [file, page] of Object.entries(rootPages)) {
  await cp(join(root, file), join(pages, page));
  await rewriteLinks(join(pages, page), fromRoot);
}

// The page that checks trees in a browser, with links to the pages of its rules.
const check = join(pages, 'public/check');
await cp(join(root, 'web/dist'), check, { recursive: true });
const page = await readFile(join(check, 'index.html'), 'utf8');
await writeFile(
  join(check, 'index.html'),
  page.replace('name="rule-pages" content=""', 'name="rule-pages" content="../rules/"'),
);

for (const name of await readdir(pages, { recursive: true })) {
  if (name.endsWith('.md'))
    await rewriteLinks(join(pages, name), (target, file) => stageTarget(target, file));
}

async function rewriteLinks(file, change) {
  const text = await readFile(file, 'utf8');
  const targets = new Map();
  for (const [, target] of text.matchAll(link)) targets.set(target, await change(target, file));
  await writeFile(
    file,
    text.replaceAll(link, (_, target, anchor = '') => `](${targets.get(target)}${anchor})`),
  );
}

/** A link of a document at the root, as it is from the pages: documents are beside it, other files above. */
function fromRoot(target) {
  return target.startsWith('docs/') ? target.replace('docs/', './') : `../${target}`;
}

/** Files of the package that a page links to are served by the site at their own paths. */
async function stageTarget(target, file) {
  if (/(^|\/)README\.md$/.test(target)) return target.replace('README.md', 'index.md');
  const path = relative(pages, join(dirname(file), target));
  if (!path.startsWith('../')) return target;
  const inPackage = path.slice('../'.length);
  if (inPackage in rootPages) return `/${rootPages[inPackage]}`;
  await cp(join(root, inPackage), join(pages, 'public', inPackage), { recursive: true });
  return `/${inPackage}`;
}
