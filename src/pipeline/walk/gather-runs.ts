import pLimit from 'p-limit';
import { IngestError } from '../../base/errors.js';
import { countOf } from '../../base/messages.js';
import { toolVersion } from '../../base/version.js';
import { ancestor, type Item } from '../../deposition/item.js';
import { parseAnyPath } from '../../tree/layout/parse-path.js';
import type { LedgerEntry } from '../../tree/ledger.js';
import type { IngestContext } from '../context.js';
import { readLedgerState } from '../publish/unit-ledger.js';
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
  const report = await reportOf(run, dataset, context).catch(
    (error): RunReport => ({ items: [recordFailure(run, error)], warnings: [] }),
  );
  context.emit({ kind: 'run-gathered', dataset, run: run.name, ...report });
}

/** Returns the report of a run. Fails with an IngestError if it is not finished; it may have failed items. */
async function reportOf(run: Item, dataset: string, context: IngestContext): Promise<RunReport> {
  const entity = `run ${run.name}`;
  const ledger = await readLedgerState(context.output, { kind: 'run', dataset, run: run.name });
  if (ledger === null) {
    throw new IngestError('the run is missing: no part has ingested it', {
      entity,
      hint: 'run its part again, then the finish',
    });
  }
  const isUnderWay = ledger.status === 'running';
  if (isUnderWay || ledger.status === 'interrupted') {
    throw new IngestError('the run is not finished', {
      entity,
      expected: 'a ledger that is complete',
      found: isUnderWay ? 'one of a run under way, or of a killed part' : 'an interrupted one',
      hint: 'wait for its part, or run it again; then run the finish again',
    });
  }
  if (ledger.tool !== toolVersion || ledger.config !== context.configDigest) {
    throw new IngestError('the run was ingested with another configuration or version', {
      entity,
      expected: `version ${toolVersion}, configuration SHA-256 ${context.configDigest}`,
      found: `version ${ledger.tool}, configuration SHA-256 ${ledger.config}`,
      hint: 'run its part again, then the finish',
    });
  }
  const { items, warnings } = ledger.report ?? reportFrom(ledger.entries, run);
  if (ledger.status !== 'failed' || items.some(({ status }) => status === 'failed'))
    return { items, warnings };
  const error = new IngestError(`${countOf(ledger.failed, 'item')} of the run failed`, {
    entity,
    hint: 'the report of the ingest that did it has the reasons',
  });
  return { items: [...items, recordFailure(run, error)], warnings };
}

/** Returns the report of a run that was not ingested by a part, from its ledger: every item that wrote files. */
function reportFrom(entries: readonly LedgerEntry[], run: Item): RunReport {
  const { dataset } = labelOf(run);
  const ofRun = ` of run ${run.name}`;
  const items = entries.map(({ item, type, sources, files }): ItemRecord => {
    const [first] = files;
    const label = item.slice(`${type} `.length);
    const { variables = {} } = (first && parseAnyPath(first.path)) ?? {};
    const id = Object.entries(variables).find(([name]) => name === `${type}_id`)?.[1];
    return {
      type: type as ItemRecord['type'],
      name: label.endsWith(ofRun) ? label.slice(0, -ofRun.length) : label,
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
