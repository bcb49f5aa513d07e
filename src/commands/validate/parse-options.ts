import { UsageError } from 'clipanion';
import { type AnyRule, rules, type Severity, severities } from '../../validate/index.js';
import { didYouMean } from '../did-you-mean.js';
import { oneOf, splitLists } from '../parse-choice.js';

/** The rules that run; fails with a UsageError for a code that there is not. */
export function selectRules(only: readonly string[], skipped: readonly string[]): readonly AnyRule[] {
  const kept = new Set(splitLists(only, '--rule').map((code) => knownCode(code, '--rule')));
  const left = new Set(splitLists(skipped, '--skip-rule').map((code) => knownCode(code, '--skip-rule')));
  return rules.filter(({ code }) => (kept.size === 0 || kept.has(code)) && !left.has(code));
}

/** Severities of the command line, by code. */
export function parseSeverities(texts: readonly string[]): Map<string, Severity> {
  const parsed = new Map<string, Severity>();
  for (const text of splitLists(texts, '--severity')) {
    const [, code, severity] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (code === undefined || severity === undefined) {
      throw new UsageError(`--severity takes CODE=error, CODE=warning or CODE=ignore, not ${text}`);
    }
    parsed.set(knownCode(code, '--severity'), oneOf(severity, severities, '--severity'));
  }
  return parsed;
}

function knownCode(text: string, option: string): string {
  const code = text.toUpperCase().replaceAll('-', '_');
  if (rules.some((rule) => rule.code === code)) return code;
  const codes = rules.map((rule) => rule.code);
  const hint = didYouMean(code, codes, 6) || '; --list-rules prints them all';
  throw new UsageError(`${option}: no rule ${text}${hint}`);
}
