/** What every option of a command is declared with. */
interface Declared {
  /** Name on the command line where it is not `--` and the key in kebab case. */
  readonly name?: string;
  /** What the option does, verb first, in one line without its default. */
  readonly help: string;
  /** What the documentation says besides, as Markdown. */
  readonly note?: string;
  /** How the default is shown; absent where nothing is to be said. */
  readonly shownDefault?: string;
  /** What the capital word of its placeholder stands for, where that is one of some words. */
  readonly values?: readonly string[];
  /** Whether the report of an ingest names its value; a function where it is written in another form. */
  readonly recorded?: boolean | ((value: never) => unknown);
}

/** An option without a value. One that is true by default is spelled `--no-…`. */
export interface FlagOption extends Declared {
  readonly kind: 'flag';
  readonly initial: () => boolean;
}

/** An option with one value; the last one given counts. */
export interface ValueOption<Value> extends Declared {
  readonly kind: 'value';
  /** What stands for the value in help: `FILE`, `mean|zero`. */
  readonly placeholder: string;
  readonly initial: () => Value;
  /** Fails with a UsageError that names the option. */
  parse(text: string, name: string): Value | Promise<Value>;
}

/** An option that takes several values. */
export interface ListOption<Item> extends Declared {
  readonly kind: 'list';
  readonly placeholder: string;
  /** True where values may be given with commas between them; else the option is repeated. */
  readonly hasCommas: boolean;
  readonly initial: () => readonly Item[];
  parse(texts: readonly string[], name: string): readonly Item[] | Promise<readonly Item[]>;
}

/** An option with two values; the last two given count. */
export interface PairOption<Value> extends Declared {
  readonly kind: 'pair';
  /** What stands for the values in help: `CONFIG INPUT`. */
  readonly placeholder: string;
  readonly initial: () => Value;
  parse(texts: readonly [string, string], name: string): Value | Promise<Value>;
}

export type Option = FlagOption | ValueOption<unknown> | PairOption<unknown> | ListOption<unknown>;

/** Options by their keys, in the order of the help. */
export type OptionTable = Readonly<Record<string, Option>>;

/** What the options of a table give: booleans, values and lists by key. */
export type OptionValues<Table extends OptionTable> = {
  readonly [Key in keyof Table]: Table[Key] extends FlagOption
    ? boolean
    : Table[Key] extends ValueOption<infer Value> | PairOption<infer Value>
      ? Value
      : Table[Key] extends ListOption<infer Item>
        ? readonly Item[]
        : never;
};
