import type { Issue } from '../../issues/index.js';
import type { IngestEvent, ItemLabel } from '../../pipeline/index.js';
import { sourceRuleTexts } from '../../sources/rules/index.js';
import type { ReadTally } from '../../storage/index.js';
import {
  IssueCollector,
  type Looked,
  noSettings,
  reportVersion,
  type ValidationReport,
} from '../../validate/index.js';
import { toolVersion } from '../../version.js';

interface Facts {
  readonly input: string;
  readonly now: () => Date;
  /** Counts what is read of INPUT. */
  readonly read: ReadTally;
}

const families = new Map(sourceRuleTexts.map(({ code, family }) => [code, family]));

/** Makes the report of a validation of the events of a walk that writes nothing. */
export class SourceReport {
  readonly #facts: Facts;
  readonly #started: Date;
  readonly #clock = performance.now();
  readonly #collector = new IssueCollector(noSettings);
  /** Findings that several items share are told once. */
  readonly #told = new Set<string>();
  #datasets = 0;
  #runs = 0;
  /** Bytes of files by path: several items may be made of one. */
  readonly #files = new Map<string, number>();
  #volumes = 0;

  constructor(facts: Facts) {
    this.#facts = facts;
    this.#started = facts.now();
  }

  get progress() {
    const { errors, warnings } = this.#collector;
    return { runs: this.#runs, errors, warnings };
  }

  listen(event: IngestEvent): void {
    if (event.kind === 'datasets-found') this.#datasets += event.datasets.length;
    if (event.kind === 'run-finished') this.#runs += 1;
    if (event.kind === 'warning' && event.code !== undefined) {
      const { message, item, code } = event;
      const text = item === null ? message : `${item.type} ${item.name}: ${message}`;
      this.#add({ code, severity: 'warning', path: this.#facts.input, message: text }, item);
    }
    if (event.kind !== 'item-finished') return;
    const { record } = event;
    for (const { path, bytes } of record.sources) this.#files.set(path, bytes ?? 0);
    if (record.type === 'tomogram' || record.type === 'tiltseries') this.#volumes += 1;
    for (const issue of record.issues ?? []) this.#add(issue, record);
  }

  #add(issue: Issue, item: ItemLabel | null): void {
    const { code, severity, message, expected, found, line } = issue;
    const key = JSON.stringify([code, issue.path, message, expected, found, line]);
    if (this.#told.has(key)) return;
    this.#told.add(key);
    const context = {
      path: issue.path,
      entity: item?.type ?? 'deposition',
      dataset: item?.dataset ?? null,
      run: item?.run ?? null,
    };
    this.#collector.add({ code, severity, family: families.get(code) ?? 'source-files' }, context, {
      message,
      ...(expected === undefined ? {} : { expected }),
      ...(found === undefined ? {} : { found }),
      ...(line === undefined ? {} : { line }),
    });
  }

  finish(isInterrupted: boolean): ValidationReport {
    const { errors, warnings, ignored } = this.#collector;
    return {
      version: reportVersion,
      tool: `cryoet-ingest ${toolVersion}`,
      tree: this.#facts.input,
      layout: null,
      depth: 'headers',
      datasets: null,
      runs: null,
      started: this.#started.toISOString(),
      seconds: Math.round(performance.now() - this.#clock) / 1000,
      verdict: errors > 0 ? 'invalid' : isInterrupted ? 'incomplete' : 'valid',
      errors,
      warnings,
      ignored,
      codes: this.#collector.codes(),
      looked: this.#looked(),
      notChecked: [
        ...(isInterrupted ? ['everything after the interrupt'] : []),
        ...(this.#volumes > 0 ? [`the voxels of ${this.#volumes} volumes`] : []),
      ],
      failures: [],
      findings: this.#collector.findings(),
      thumbnails: [],
    };
  }

  #looked(): Looked {
    return {
      datasets: this.#datasets,
      runs: this.#runs,
      filesListed: this.#files.size,
      bytesListed: [...this.#files.values()].reduce((sum, bytes) => sum + bytes, 0),
      filesRead: this.#facts.read.files,
      bytesRead: this.#facts.read.bytes,
      volumes: this.#volumes,
      chunksRead: 0,
      chunks: 0,
      voxels: 0,
    };
  }
}
