const csi = '\u001b[';
const enter = `${csi}?1049h${csi}?25l${csi}2J`;
const leave = `${csi}?1049l${csi}?25h`;

/**
 * The alternate screen of a terminal, drawn row by row. What was on the terminal before comes back when it is left, and a
 * resize leaves no line behind: terminals neither wrap nor keep what stands on it.
 */
export class TerminalScreen {
  readonly #write: (text: string) => void;
  #isOpen = false;
  #rows: readonly string[] = [];
  #size = '';

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  open(): void {
    this.#isOpen = true;
    this.#rows = [];
    this.#write(enter);
  }

  /** Shows these rows and no others; writes only those that changed. */
  draw(rows: readonly string[], size: { readonly rows: number; readonly columns: number }): void {
    if (!this.#isOpen) return;
    const isResized = this.#size !== `${size.rows}×${size.columns}`;
    this.#size = `${size.rows}×${size.columns}`;
    const before = isResized ? [] : this.#rows;
    let text = isResized ? `${csi}2J` : '';
    for (let index = 0; index < Math.max(rows.length, before.length); index += 1) {
      const row = rows[index] ?? '';
      if (row !== (before[index] ?? '')) text += `${csi}${index + 1};1H${csi}2K${row}`;
    }
    this.#rows = rows;
    if (text !== '') this.#write(text);
  }

  /** Draws every row again next time, after something else wrote to the terminal. */
  forget(): void {
    this.#size = '';
  }

  /** Gives the terminal back as it was; nothing happens the second time. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#write(leave);
  }
}
