import { compareNaturally, groupBy } from '../src/base/collections.js';
import { countOf } from '../src/base/messages.js';
import { contrastOf } from '../src/report/validation/render-pretty.js';
import { urlPath } from '../src/tree/layout/build-path.js';
import type { TreeIssue } from '../src/validate/finding.js';
import { folded, longList, make, metaOf } from './elements.js';
import type { CheckedFacts, ShownFinding } from './messages.js';

/** Groupings of findings: each returns the name of the group of a finding. */
const groupings = {
  rule: ({ code }: TreeIssue) => code,
  run: ({ dataset, run }: TreeIssue) =>
    [dataset, run].filter((name) => name !== null).join('/') || 'the tree',
  file: ({ path }: TreeIssue) => path || 'the tree',
} as const;

type Grouping = keyof typeof groupings;

/** Returns an element that leads to the place of a finding; null if there is none. */
type Lead = (issue: ShownFinding) => HTMLElement | null;

/** Returns links to the page of the run of a finding, and to its voxel in the viewer. */
const toRun: Lead = ({ dataset, run, path, line, viewer }) => {
  if (run === null) return null;
  const page = make('a', { href: `#run/${urlPath(`${dataset}/${run}`)}` }, placeOf(path, line));
  if (viewer === undefined) return page;
  const voxel = make('a', { href: viewer }, 'Show it in the viewer');
  // This page must stay open, since it has the files.
  [voxel.target, voxel.rel] = ['_blank', 'noopener'];
  return make('span', {}, page, ' ', voxel);
};

function placeOf(path: string, line: number | undefined): HTMLElement {
  return make('code', {}, line === undefined ? path : `${path}:${line}`);
}

/** Shows the result of a check in a section: the verdict, what was looked at, and the findings in groups. */
export function showFindings(
  section: HTMLElement,
  checked: CheckedFacts,
  save: readonly Node[],
  lead: Lead = toRun,
): void {
  const groups = make('div', { class: 'list' });
  const choice = make('select', { label: 'Group findings by' });
  for (const name of Object.keys(groupings)) choice.append(make('option', {}, name));
  const show = () => groups.replaceChildren(...groupsOf(checked, choice.value as Grouping, lead));
  choice.addEventListener('input', show);
  show();
  section.replaceChildren(
    make('p', { class: `verdict ${checked.verdict}` }, checked.summary),
    ...checked.looked.map((line) => make('p', { class: 'muted' }, line)),
    ...checked.failures.map((line) => make('p', { class: 'error' }, `The validator itself failed: ${line}`)),
    make('div', { class: 'actions' }, ...save),
    ...(checked.findings.length === 0 ? [] : [make('label', {}, 'Group findings by ', choice), groups]),
  );
  section.hidden = false;
}

function groupsOf(checked: CheckedFacts, grouping: Grouping, lead: Lead): HTMLElement[] {
  const groups = groupBy(checked.findings, groupings[grouping]);
  if (grouping === 'rule') {
    return checked.codes.map(({ code, severity, count, omitted }) => {
      const rule = checked.rules.find((each) => each.code === code);
      const summary = [
        make('span', { class: severity }, severity),
        ` ${code} × ${count}${rule === undefined ? '' : `, broken rule: ${rule.title}`}`,
      ];
      return folded(summary, () => [
        ...(rule === undefined ? [] : explain(rule)),
        ...longList(groups.get(code) ?? [], (issue) => itemOf(issue, lead, false)),
        ...(omitted === 0 ? [] : [make('p', {}, `${omitted} further findings are counted and not listed.`)]),
      ]);
    });
  }
  const names = [...groups.keys()].sort(compareNaturally);
  return names.map((name) => {
    const own = groups.get(name) ?? [];
    const errors = own.filter(({ severity }) => severity === 'error').length;
    const mark = make('span', { class: errors > 0 ? 'error' : 'warning' }, countOf(own.length, 'finding'));
    return folded([mark, ` ${name}`], () => longList(own, (issue) => itemOf(issue, lead)));
  });
}

/** Returns a text whose parts between backticks are code. */
function withCode(text: string): (Node | string)[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? make('code', {}, part) : part));
}

/** Explains a rule as its page does, with a link to the page where the site has it. */
function explain({ code, family, why, fix }: CheckedFacts['rules'][number]): HTMLElement[] {
  const pages = metaOf('rule-pages');
  const link = make('a', { href: `${pages}${family}.html#${code.toLowerCase()}` }, `Page of ${code}`);
  return [
    make('p', {}, ...withCode(why)),
    make('p', {}, 'To fix: ', ...withCode(fix)),
    ...(pages === '' ? [] : [make('p', {}, link)]),
  ];
}

/** Returns a finding as an item of a list; with its code unless all of the list have it. */
function itemOf(issue: ShownFinding, lead: Lead, hasCode = true): Node {
  const { code, severity, path, line, message, consequences = [] } = issue;
  const contrast = contrastOf(issue).join(', ');
  return make(
    'li',
    {},
    ...(hasCode ? [make('span', { class: severity }, severity), ` ${code} `] : []),
    lead(issue) ?? placeOf(path, line),
    make('div', {}, message),
    ...(contrast === '' ? [] : [make('div', { class: 'muted' }, contrast)]),
    ...(consequences.length === 0
      ? []
      : [
          folded([`${countOf(consequences.length, 'consequence')} of it`], () =>
            longList(consequences, (each) => itemOf(each, lead)),
          ),
        ]),
  );
}
