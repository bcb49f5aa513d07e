import { printable } from '../errors/index.js';
import { groupAlike } from './group-alike.js';

/** A message of a report, and how to fix what it says. */
export interface ReportedMessage {
  /** Kind of the item it is about. */
  readonly type: string | null;
  readonly run: string | null;
  readonly message: string;
  readonly hint: string | null;
}

/** At most this many kinds of messages are listed; the report file has them all. */
const listedKinds = 20;
/** Up to this many messages of a kind are spelled out one by one; of more, the first. */
const spelledOut = 3;
/** Names of runs that stand for all those with a message of a kind. */
const namedRuns = 4;

/** Lines that tell messages, once for those that say the same of many runs. */
export function listMessages(messages: readonly ReportedMessage[]): string[] {
  const groups = groupAlike(messages, ({ type, run, message, hint }) => ({
    run,
    subject: `${type}\n${hint}`,
    message,
  }));
  const listed = groups.slice(0, listedKinds);
  const left = groups.slice(listedKinds).flat().length;
  return [...listed.flatMap(groupLines), ...(left > 0 ? [`  … and ${left} more of other kinds`] : [])];
}

function groupLines(group: readonly ReportedMessage[]): string[] {
  if (group.length <= spelledOut) return group.flatMap(spell);
  const [first, ...others] = group;
  if (first === undefined) return [];
  return [...spell(first), `    and ${others.length} more like it${inRuns(others)}`];
}

function spell({ message, hint }: ReportedMessage): string[] {
  return [`  ${printable(message)}`, ...(hint === null ? [] : [`    hint: ${hint}`])];
}

function inRuns(messages: readonly ReportedMessage[]): string {
  const runs = [...new Set(messages.flatMap(({ run }) => (run === null ? [] : [run])))];
  if (runs.length === 0) return '';
  const more = runs.length > namedRuns ? `, … ${runs.at(-1)}` : '';
  return `: ${runs.slice(0, namedRuns).join(', ')}${more}`;
}
