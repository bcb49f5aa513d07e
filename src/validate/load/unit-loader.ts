import { documentAt } from '../../entities/index.js';
import type { Layout, SlotName } from '../../layout/index.js';
import type { Content, JsonContext, Located } from '../contexts/index.js';
import type { Need } from '../rule.js';
import type { TreeFile } from '../tree/tree-file.js';
import type { Unit } from '../tree/unit.js';
import { loadJsonFile } from './json-file.js';
import type { TreeReader } from './tree-reader.js';

/** Files of a unit by slot, and how they are read. */
export class UnitLoader {
  readonly reader: TreeReader;
  readonly unit: Unit;
  readonly layout: Layout;
  readonly #needs: ReadonlySet<Need>;
  readonly #bySlot = new Map<SlotName, TreeFile[]>();
  readonly #json = new Map<string, JsonContext>();

  constructor(reader: TreeReader, unit: Unit, layout: Layout, needs: ReadonlySet<Need>) {
    this.reader = reader;
    this.unit = unit;
    this.layout = layout;
    this.#needs = needs;
    for (const file of unit.files) {
      if (file.slot === null) continue;
      const files = this.#bySlot.get(file.slot);
      if (files === undefined) this.#bySlot.set(file.slot, [file]);
      else files.push(file);
    }
  }

  needs(need: Need): boolean {
    return this.#needs.has(need);
  }

  /** Files of a slot whose variables have these values. */
  files(slot: SlotName, variables: Partial<Record<string, string>> = {}): TreeFile[] {
    const wanted = Object.entries(variables);
    return (this.#bySlot.get(slot) ?? []).filter((file) =>
      wanted.every(([name, value]) => (file.variables as Record<string, string>)[name] === value),
    );
  }

  /** The distinct values of a variable over the files of some slots, ascending. */
  values(
    slots: readonly SlotName[],
    name: string,
    variables: Partial<Record<string, string>> = {},
  ): string[] {
    const values = slots.flatMap((slot) =>
      this.files(slot, variables).map((file) => (file.variables as Record<string, string>)[name]),
    );
    return [...new Set(values.filter((value) => value !== undefined))].sort();
  }

  /** The JSON of a metadata slot; null when there is none, without content when metadata are not wanted. */
  async json(slot: SlotName, variables: Partial<Record<string, string>> = {}): Promise<JsonContext | null> {
    const [file] = this.files(slot, variables);
    return file === undefined ? null : this.jsonFile(file);
  }

  async jsonFile(file: TreeFile): Promise<JsonContext> {
    const known = this.#json.get(file.path);
    if (known !== undefined) return known;
    const kind = file.slot === null ? undefined : documentAt(file.slot)?.kind;
    if (kind === undefined) throw new TypeError(`${file.path} is no metadata file`);
    const context = this.needs('metadata')
      ? await loadJsonFile(this.reader, file, kind, this.unit)
      : { ...this.unread(file), ...this.place(kind), kind };
    this.#json.set(file.path, context);
    return context;
  }

  /** Every metadata file that was asked for. */
  get loadedJson(): readonly JsonContext[] {
    return [...this.#json.values()];
  }

  place(entity: string): Omit<Located, 'path'> {
    return { entity, dataset: this.unit.dataset, run: this.unit.run };
  }

  /** The content of a file that is not wanted. */
  unread({ path, size }: TreeFile): Content<never> {
    return { path, size, value: null, problem: null };
  }
}
