import { FormatError, fileError } from '../base/errors.js';
import { parseObject } from '../base/json-text.js';
import type { JsonObject, JsonValue } from '../base/json-value.js';
import type { ItemOrigin } from '../deposition/item.js';
import { type Plan, type PlannedRun, partLoads } from './plan.js';
import { roundSeconds } from './weigh-runs.js';

const format = 'cryoet-plan';
const formatVersion = 1;
/** Keys of the line of a run, in their order. */
const runKeys = ['run', 'dataset', 'part', 'bytes', 'seconds', 'origin', 'files', 'entry', 'source'];

/** Formats a plan as JSON lines: a header, the parts, the runs. Equal plans give equal text: no times or hosts. */
export function formatPlanFile(plan: Plan): string {
  const { tool, config, input, parts, runs } = plan;
  const loads = partLoads(plan);
  const header = {
    ...{ format, formatVersion, tool, config, input, parts },
    runs: runs.length,
    bytes: loads.reduce((sum, { bytes }) => sum + bytes, 0),
    seconds: roundSeconds(loads.reduce((sum, { seconds }) => sum + seconds, 0)),
  };
  const lines = runs.map((run) => JSON.stringify(run, runKeys));
  return `${[...[header, ...loads].map((line) => JSON.stringify(line)), ...lines].join('\n')}\n`;
}

/** Parses a plan; `path` is for messages. Fails with a FormatError that names the line, or if runs are missing. */
export function parsePlanFile(text: string, path: string): Plan {
  const [first = '', ...lines] = text.split('\n');
  const header = parseObject(first);
  if (header?.format !== format || header.formatVersion !== formatVersion) {
    throw new FormatError('not a plan', {
      path,
      line: 1,
      expected: `a file that cryoet plan made, of format ${format} ${formatVersion}`,
      found: JSON.stringify(first.slice(0, 60)),
    });
  }
  const { tool, config, input, parts, runs: count } = header;
  const areFacts = [tool, config, input].every((fact) => typeof fact === 'string');
  if (!areFacts || !isCount(parts) || parts === 0 || !isCount(count)) throw notALine(path, 1, first);
  const runs: PlannedRun[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const facts = parseObject(line);
    // The line of a part has the sums of its runs, for people only.
    if (facts !== null && 'runs' in facts) continue;
    const run = facts === null ? null : plannedRun(facts, parts);
    if (run === null) throw notALine(path, index + 2, line);
    runs.push(run);
  }
  if (runs.length !== count) {
    throw fileError('the plan is truncated', path, `${count} runs`, `${runs.length}`);
  }
  return { tool: String(tool), config: String(config), input: String(input), parts, runs };
}

const origins: readonly ItemOrigin[] = ['source', 'literal', 'default'];

function plannedRun(facts: JsonObject, parts: number): PlannedRun | null {
  const { run, dataset, part, bytes, seconds, origin, files, entry, source } = facts;
  if (typeof run !== 'string' || typeof dataset !== 'string') return null;
  if (!isCount(part) || part < 1 || part > parts || !isCount(bytes)) return null;
  if (typeof seconds !== 'number' || typeof entry !== 'number' || typeof source !== 'number') return null;
  const known = origins.find((each) => each === origin);
  if (known === undefined || !Array.isArray(files)) return null;
  const keys = files.filter((file): file is string => typeof file === 'string');
  return { run, dataset, part, bytes, seconds, origin: known, files: keys, entry, source };
}

function isCount(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function notALine(path: string, line: number, found: string): FormatError {
  return new FormatError('not a line of a plan', {
    path,
    line,
    expected: 'a run with its dataset, part, bytes and seconds',
    found: JSON.stringify(found.slice(0, 60)),
  });
}
