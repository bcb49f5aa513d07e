/** A message about an item, with the run that the item is part of. */
export interface RunMessage {
  readonly run: string | null;
  /** What tells messages apart beyond their text. */
  readonly subject: string;
  readonly message: string;
}

/**
 * Messages that say the same of different runs, together: their texts differ in the run's name and in numbers only.
 * Groups and their members stay in order.
 */
export function groupAlike<Row>(rows: readonly Row[], describe: (row: Row) => RunMessage): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const { run, subject, message } = describe(row);
    const text = run === null || run === '' ? message : message.replaceAll(run, '{run}');
    const key = `${subject}\n${text.replaceAll(/\d+/g, '#')}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()];
}
