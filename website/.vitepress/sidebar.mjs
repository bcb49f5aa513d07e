import { readdirSync, readFileSync } from 'node:fs';

const pages = new URL('../pages/', import.meta.url);

/** Groups of pages by their names, in the order of reading. */
const groups = [
  [
    'Start',
    [
      'install',
      'tutorials/first-dataset',
      'tutorials/re-ingest',
      'tutorials/bucket',
      'tutorials/other-programs',
      'tutorials/cluster',
      'tutorials/add-a-rule',
      'tutorials/library',
    ],
  ],
  [
    'Commands',
    [
      'init',
      'ingest',
      'validate',
      'diff',
      'view',
      'browser',
      'inspect',
      'convert',
      'export',
      'cluster',
      's3',
    ],
  ],
  ['Reference', ['config', 'formats', 'conventions', 'layout', 'deviations', 'glossary', 'api', 'changelog']],
  ['Development', ['architecture', 'contributing', 'dependencies', 'performance']],
];

function titleOf(name) {
  return (
    /^# (.+)$/m.exec(readFileSync(new URL(`${name}.md`, pages), 'utf8'))?.[1]?.replaceAll('`', '') ?? name
  );
}

/** Sidebar of the pages that there are; those of no group come last. */
export function sidebar() {
  const names = readdirSync(pages, { recursive: true })
    .filter((name) => name.endsWith('.md') && !/^(rules|reference|index|readme)\b/.test(name))
    .map((name) => name.replace(/\.md$/, ''));
  const rules = readdirSync(new URL('rules/', pages))
    .filter((name) => name !== 'index.md')
    .map((name) => name.replace(/\.md$/, ''));
  const item = (name) => ({ text: titleOf(name), link: `/${name}` });
  const grouped = new Set(groups.flatMap(([, members]) => members));
  const others = names.filter((name) => !grouped.has(name));
  return [
    ...groups.map(([text, members]) => ({
      text,
      items: members.filter((name) => names.includes(name)).map(item),
    })),
    ...(others.length > 0 ? [{ text: 'More', items: others.map(item) }] : []),
    {
      text: 'Rules',
      link: '/rules/',
      collapsed: true,
      items: rules.map((name) => ({ text: name, link: `/rules/${name}` })),
    },
    { text: 'JavaScript reference', link: '/reference/' },
  ];
}
