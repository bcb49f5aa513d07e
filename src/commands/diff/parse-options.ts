import { UsageError } from 'clipanion';
import { type Severity, severities } from '../../diff/index.js';
import { slots } from '../../layout/index.js';
import { didYouMean } from '../did-you-mean.js';
import { oneOf, splitLists } from '../parse-choice.js';

/** Types of entities that a tree can hold, as the layout table calls them. */
const entityTypes = [...new Set<string>(Object.values(slots).map(({ entity }) => entity)), 'other'];

/** A number of 0 or more that an option gives; fails with a UsageError that names the option. */
export function parseMeasure(text: string, option: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new UsageError(`${option} takes a number of 0 or more, not ${text}`);
}

/** Types that `--only` names, null for all; fails with a UsageError for one there is not. */
export function parseTypes(texts: readonly string[]): readonly string[] | null {
  const types = splitLists(texts, '--only').map((text) => {
    const type = text.replaceAll('-', '_');
    if (entityTypes.includes(type)) return type;
    const names = entityTypes.map((name) => name.replaceAll('_', '-'));
    const hint = didYouMean(text, names) || `; KIND is one of ${names.join(', ')}`;
    throw new UsageError(`--only: no KIND ${text}${hint}`);
  });
  return types.length === 0 ? null : types;
}

/** Severities that are differences. */
export function parseFailOn(texts: readonly string[]): readonly Severity[] {
  const given = splitLists(texts, '--fail-on');
  if (given.length === 0) return ['science', 'metadata'];
  const chosen = given.map((text) => oneOf(text, severities, '--fail-on'));
  return severities.filter((severity) => chosen.includes(severity));
}
