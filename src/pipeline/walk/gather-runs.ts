import pLimit from 'p-limit';
import { IngestError } from '../../base/errors.js';
import { countOf } from '../../base/messages.js';
import { toolVersion } from '../../base/version.js';
import { ancestor, type Item } from '../../deposition/item.js';
import { parseAnyPath } from '../../tree/layout/parse-path.js';
import type { LedgerEntry } from '../../tree/ledger.js';
import type { IngestContext } from '../context.js';
import { type LedgerState, readLedgerState } from '../publish/unit-ledger.js';
import type { ItemRecord, RunReport } from './events.js';
import { labelOf, nothingWritten, recordFailure } from './item-log.js';

/** Concurrent reads: a request to a bucket takes long. */
const concurrentReads = 16;

/**
 * Gathers the reports of the parts from the ledgers of the runs. A run without a finished ledger of this configuration
 * and version is reported as a failed item.
 */
export async function gatherRuns(runs: readonly Item[], context: IngestContext): Promise<void> {
  await pLimit(concurrentReads).map(runs, (run) => gatherRun(run, context));
}

async function gatherRun(run: Item, context: IngestContext): Promise<void> {
  if (context.signal.aborted) return;
  const dataset = ancestor(run, 'dataset')?.name ?? '';
  const gather = (report: RunReport) =>
    context.emit({ kind: 'run-gathered', dataset, run: run.name, ...report });
  let ledger: LedgerState | null;
  try {
    ledger = await readLedgerState(context.output, { kind: 'run', dataset, run: run.name });
  } catch (error) {
    gather({ items: [recordFailure(run, error)], warnings: [] });
    return;
  }
  const fault = faultOf(ledger, run, context);
  if (ledger === null || fault !== null) {
    gather({ items: fault === null ? [] : [recordFailure(run, fault)], warnings: [] });
    return;
  }
  const report = ledger.report ?? reportFrom(ledger.entries, run);
  const hasFailure = report.items.some(({ status }) => status === 'failed');
  const items =
    ledger.status === 'failed' && !hasFailure
      ? [...report.items, recordFailure(run, failedItems(ledger, run))]
      : report.items;
  gather({ items, warnings: report.warnings });
}

/** Returns why a run is not finished; null if it is, even with failed items. */
function faultOf(ledger: LedgerState | null, run: Item, context: IngestContext): IngestError | null {
  const entity = `run ${run.name}`;
  if (ledger === null) {
    return new IngestError('the run is missing: no part has ingested it', {
      entity,
      hint: 'run its part again, then the finish',
    });
  }
  if (ledger.status === 'running' || ledger.status === 'interrupted') {
    return new IngestError('the run is not finished', {
      entity,
      expected: 'a ledger that is complete',
      found:
        ledger.status === 'running' ? 'one of a run under way, or of a killed part' : 'an interrupted one',
      hint: 'wait for its part, or run it again; then run the finish again',
    });
  }
  const isOther = ledger.tool !== toolVersion || ledger.config !== context.configDigest;
  if (!isOther) return null;
  return new IngestError('the run was ingested with another configuration or version', {
    entity,
    expected: `version ${toolVersion}, configuration SHA-256 ${context.configDigest}`,
    found: `version ${ledger.tool}, configuration SHA-256 ${ledger.config}`,
    hint: 'run its part again, then the finish',
  });
}

function failedItems({ failed }: LedgerState, run: Item): IngestError {
  return new IngestError(`${countOf(failed, 'item')} of the run failed`, {
    entity: `run ${run.name}`,
    hint: 'the report of the ingest that did it has the reasons',
  });
}

/** Returns the report of a run that was not ingested by a part, from its ledger: every item that wrote files. */
function reportFrom(entries: readonly LedgerEntry[], run: Item): RunReport {
  const { dataset } = labelOf(run);
  const items = entries.map(({ item, type, sources, files }): ItemRecord => {
    const [first] = files;
    const { variables = {} } = (first && parseAnyPath(first.path)) ?? {};
    const id = Object.entries(variables).find(([name]) => name === `${type}_id`)?.[1];
    return {
      type: type as ItemRecord['type'],
      name: item.replace(`${type} `, '').replace(/ of run .*$/, ''),
      dataset,
      run: run.name,
      id: id === undefined ? null : Number(id),
      status: 'unchanged',
      sources: sources.map(({ path, bytes }) => ({ path, bytes })),
      outputs: files.map(({ path, bytes }) => ({ path, bytes })),
      ...nothingWritten,
    };
  });
  return { items, warnings: [] };
}
