import type { ExaminedGroup, Verdict } from '../classify/classified.js';
import { exactFinder } from '../globs/exact-finder.js';
import type { PathIndex } from '../globs/path-index.js';
import { bareHole, runHole } from '../runs/run-matcher.js';

interface Judged {
  readonly group: ExaminedGroup;
  readonly verdict: Verdict;
}

/**
 * Frames whose names begin alike and differ in numbers and signs, as one group where one pattern finds them all: the frames of a
 * run are one item.
 */
export function joinFrames(judged: readonly Judged[], index: PathIndex, depth: number): Judged[] {
  const alike = new Map<string, Judged[]>();
  const kept: Judged[] = [];
  for (const one of judged) {
    const template = one.verdict.section === 'frames' ? joinedTemplate(one.group) : null;
    const key = `${one.group.foreign?.column ?? ''} ${template}`;
    if (template === null) {
      kept.push(one);
      continue;
    }
    const same = alike.get(key) ?? [];
    alike.set(key, same);
    same.push(one);
  }
  for (const [key, members] of alike) {
    const template = key.slice(key.indexOf(' ') + 1);
    const [first] = members;
    if (first === undefined) continue;
    const files = members.flatMap(({ group }) => group.files);
    const facts = new Map(members.flatMap(({ group }) => [...group.facts]));
    const group: ExaminedGroup = { ...first.group, template, files, facts };
    const isOne = members.length > 1 && exactFinder(group, index, depth, false)?.exceptions.size === 0;
    kept.push(...(isOne ? [{ group, verdict: first.verdict }] : members));
  }
  return kept;
}

/** A template with anything between the run and the extension; null without a run. */
function joinedTemplate({ template, extension, files }: ExaminedGroup): string | null {
  const at = template.lastIndexOf(runHole);
  if (at === -1 || files.some(({ run }) => run === null)) return null;
  const rest = template.slice(at + 1);
  const delimiter = /^[^\p{L}\p{N}\uE000-\uE0FF]/u.exec(rest)?.[0] ?? '';
  const directory = rest.includes('/') ? rest.slice(0, rest.lastIndexOf('/') + 1) : delimiter;
  return `${template.slice(0, at + 1)}${directory}${bareHole}.${extension}`;
}
