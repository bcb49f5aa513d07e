import type { Issue } from '../src/base/issue.js';
import { countOf, describeFacts } from '../src/base/messages.js';
import { Editor } from './editor.js';
import { byId, longList, make, save } from './elements.js';
import type { ConfigFacts, OpenedFacts, Progress, WrittenConfig } from './messages.js';
import { showFindings } from './show-findings.js';
import type { TreeWorker } from './tree-worker.js';

/** Services of the page for its sections. */
export interface PageTasks {
  readonly worker: TreeWorker;
  /** Does a task of the worker, and shows its progress; null if it failed. */
  during<Result>(
    what: string,
    task: (onProgress: (progress: Progress) => void) => Promise<Result>,
  ): Promise<Result | null>;
  /** Buttons that save the report of the check of sources. */
  readonly saveButtons: () => readonly Node[];
}

/** Name of a new configuration. */
const newName = 'config.yaml';
/** Choices that are shown at once. */
const mostChoices = 40;

/** The part of the page for a folder of sources and its configuration. */
export class SourcesView {
  readonly #editor = new Editor(() => void this.#look());
  readonly #choice = byId<HTMLSelectElement>('config-choice');
  /** Configurations by path: the text as it was opened or saved, and as it was when another was chosen. */
  readonly #configs = new Map<string, { kept: string; text: string }>();
  #path = '';

  constructor(private readonly tasks: PageTasks) {
    this.#choice.addEventListener('input', () => this.#show(this.#choice.value));
    byId('config').addEventListener('input', () => {
      // Choices are of the text before.
      byId('allowed').inert = true;
    });
    byId('config-init').addEventListener('click', () => void this.#write());
    byId('sources-check').addEventListener('click', () => void this.#check());
    byId('config-save').addEventListener('click', () => {
      const { text } = this.#editor;
      this.#configs.set(this.#path, { kept: text, text });
      save(text, this.#path.split('/').at(-1) || newName, 'application/yaml');
    });
    addEventListener('beforeunload', (event) => {
      this.#takeText();
      if ([...this.#configs.values()].some(({ kept, text }) => text !== kept)) event.preventDefault();
    });
    const input = byId<HTMLInputElement>('config-file');
    byId('config-open').addEventListener('click', () => input.click());
    input.addEventListener('change', () => {
      for (const file of input.files ?? []) void this.add(file);
      input.value = '';
    });
  }

  /** Shows a folder of sources: its configuration, one that was given with it, or what `cryoet init` would write. */
  async open(configs: NonNullable<OpenedFacts['configs']>, given: readonly File[]): Promise<void> {
    byId('sources').hidden = false;
    byId('sources-checked').hidden = true;
    byId('written').replaceChildren();
    this.#configs.clear();
    this.#path = '';
    this.#editor.text = '';
    for (const { path, text } of configs) this.#configs.set(path, { kept: text, text });
    for (const file of given) await this.add(file);
    const [first] = this.#configs.keys();
    if (first === undefined) await this.#write();
    else if (this.#path === '') this.#show(first);
  }

  /** Takes a file that the user gave: a configuration, or a table that lies beside it. */
  async add(file: File): Promise<void> {
    const { name } = file;
    if (isConfig(file)) this.#show(this.#freeName(name), await file.text());
    else if (/\.[ct]sv$/i.test(name)) await this.tasks.worker.ask('table', { name, text: await file.text() });
  }

  /** Returns a name that no other text has, unless nothing was typed there: so none is lost. */
  #freeName(name: string): string {
    this.#takeText();
    const own = this.#configs.get(name);
    if (name === this.#path && own?.text === own?.kept) return name;
    const [, stem = '', extension = ''] = /^(.*?)(\.\w+)?$/.exec(name) ?? [];
    for (let number = 2, free = name; ; number += 1) {
      if (!this.#configs.has(free)) return free;
      free = `${stem}-${number}${extension}`;
    }
  }

  /** Remembers the text of the editor, which the user may have changed. */
  #takeText(): void {
    const shown = this.#configs.get(this.#path);
    if (shown !== undefined) shown.text = this.#editor.text;
  }

  /** Shows a configuration; `opened` is its text if it is new. */
  #show(path: string, opened?: string): void {
    this.#takeText();
    if (opened !== undefined) this.#configs.set(path, { kept: opened, text: opened });
    this.#path = path;
    this.#choice.replaceChildren(...[...this.#configs.keys()].map((name) => make('option', {}, name)));
    this.#choice.value = path;
    this.#editor.text = this.#configs.get(path)?.text ?? '';
  }

  async #write(): Promise<void> {
    const { during, worker } = this.tasks;
    const written = await during('Reading the sources', (onProgress) => worker.ask('init', null, onProgress));
    if (written === null) return;
    this.#show(this.#freeName(newName), written.text);
    byId('written').replaceChildren(...describeWritten(written));
  }

  /** Shows what is wrong with the text, and what may be written at the cursor. */
  async #look(): Promise<void> {
    const { text, offset } = this.#editor;
    const facts = await this.tasks.worker.ask('config', { text, offset });
    // The user may have typed on.
    if (text !== this.#editor.text) return;
    this.#showIssues(facts, text.split('\n'));
    const { from, to, choices } = facts.allowed;
    const buttons = choices.slice(0, mostChoices).map((choice) => {
      const button = make(
        'button',
        { onClick: () => this.#editor.replace(from, to, choice.text) },
        choice.text,
      );
      button.title = choice.description;
      return button;
    });
    byId('allowed').inert = false;
    byId('allowed').replaceChildren(
      ...(buttons.length === 0 ? [] : [make('span', { class: 'muted' }, 'Allowed here:'), ...buttons]),
    );
  }

  #showIssues({ issues }: ConfigFacts, lines: readonly string[]): void {
    const blanks = issues.filter(({ code }) => code === 'PLACEHOLDER_LEFT');
    const others = issues.filter((issue) => !blanks.includes(issue));
    const errors = others.filter(({ severity }) => severity === 'error').length;
    byId('config-state').textContent =
      blanks.length + errors === 0
        ? `The configuration has no errors; ${countOf(others.length, 'warning')}.`
        : `${countOf(blanks.length, 'value')} to fill in, ${countOf(errors, 'error')}, ${countOf(others.length - errors, 'warning')}`;
    const wanted = ({ line = 1 }: Issue) => lines[line - 1]?.split(/ # ?/, 2)[1] ?? '';
    const list = byId('config-issues');
    const { scrollTop } = list;
    list.replaceChildren(
      ...(others.length === 0 ? [] : [make('h3', {}, 'Problems')]),
      ...longList(others, (issue) =>
        this.#itemOf(issue, make('span', { class: issue.severity }, issue.code), ` ${describeIssue(issue)}`),
      ),
      ...(blanks.length === 0 ? [] : [make('h3', {}, 'To fill in')]),
      ...longList(blanks, (issue) =>
        this.#itemOf(issue, make('code', {}, issue.keyPath ?? ''), ` ${wanted(issue)}`),
      ),
    );
    list.scrollTop = scrollTop;
  }

  /** Returns an item of a list that leads to the line of an issue. */
  #itemOf({ line = 1, column = 1, found = '' }: Issue, ...content: (Node | string)[]): Node {
    const onClick = () => this.#editor.select(line, column, found);
    return make('li', {}, make('button', { onClick }, `Line ${line}`), ' ', ...content);
  }

  async #check(): Promise<void> {
    const { during, worker, saveButtons } = this.tasks;
    const config = { path: this.#path, text: this.#editor.text };
    const checked = await during('Checking the runs of the sources', (onProgress) =>
      worker.ask('sources', { config }, onProgress),
    );
    if (checked === null) return;
    showFindings(byId('sources-checked'), checked, saveButtons(), ({ path, line }) =>
      path === config.path && line !== undefined
        ? make(
            'button',
            { onClick: () => this.#editor.select(line, 1, '') },
            `Line ${line} of the configuration`,
          )
        : null,
    );
  }
}

/** True for the file of a configuration; false for a table. */
export function isConfig({ name }: File): boolean {
  return /\.ya?ml$/i.test(name);
}

/** Returns what is wrong, without the line, which a button shows. */
function describeIssue({ path: _path, line: _line, column: _column, message, ...facts }: Issue): string {
  const { hint } = facts;
  return `${describeFacts(message, facts)}${hint === undefined ? '' : `. Hint: ${hint}`}`;
}

/** Describes a new configuration: what it finds, and the table that lies beside it. */
function describeWritten({ table, summary }: WrittenConfig): Node[] {
  const details = make('details', {}, make('summary', {}, 'What it finds'), make('pre', {}, summary));
  if (table === null) return [details];
  const onClick = () => save(table.text, table.name, 'text/csv');
  return [details, make('button', { onClick }, `Save ${table.name}`)];
}
