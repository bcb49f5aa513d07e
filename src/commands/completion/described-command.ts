/** An option as shells complete it. */
export interface DescribedOption {
  /** `--no-mrc` */
  readonly name: string;
  readonly help: string;
  /** What stands for its value; null where it takes none. */
  readonly placeholder: string | null;
  /** The words that it takes; empty where it takes anything. */
  readonly values: readonly string[];
}

/** A command as shells complete it. */
export interface DescribedCommand {
  /** Its words: `validate config`. */
  readonly words: readonly string[];
  readonly description: string;
  readonly options: readonly DescribedOption[];
}
