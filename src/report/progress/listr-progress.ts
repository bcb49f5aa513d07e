import { color, figures, Listr, ListrLogger, ProcessOutput, Spinner } from 'listr2';
import { createProgressState, type Progress, type ProgressState, updateProgress } from './progress-state.js';
import { finalLines, fitText, layOutScreen, type ScreenLine, type Tone } from './screen-lines.js';

const csi = '\u001b[';
const enter = `${csi}?1049h${csi}?25l${csi}2J`;
const leave = `${csi}?1049l${csi}?25h`;

/**
 * The alternate screen of a terminal, drawn row by row. The terminal restores its content when the screen is left. A
 * resize leaves no broken lines, since the alternate screen neither wraps nor scrolls.
 */
class TerminalScreen {
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

  /** Shows the given rows; writes only rows that changed. */
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

  /** Draws every row again next time, after another program wrote to the terminal. */
  forget(): void {
    this.#size = '';
  }

  /** Restores the terminal; does nothing the second time. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#write(leave);
  }
}

const styles: Readonly<
  Record<Exclude<Tone, 'busy'>, readonly [icon: string, paint: (text: string) => string]>
> = {
  good: [figures.tick, color.green],
  bad: [figures.cross, color.red],
  waiting: [figures.squareSmallFilled, color.dim],
  detail: [figures.pointerSmall, color.dim],
};

/** Paints a line with its icon for a terminal with a number of columns; `frame` is that of the spinner. */
function paintLine({ tone, indent, text }: ScreenLine, columns: number, frame: string): string {
  const margin = ' '.repeat(Math.min(indent, columns));
  if (tone === null) return margin + fitText(text, columns - indent);
  const [icon, paint] = tone === 'busy' ? [frame, color.yellow] : styles[tone];
  const shown = fitText(text, columns - indent - 2);
  return `${margin}${paint(icon)} ${tone === 'waiting' ? color.dim(shown) : shown}`;
}

/** Milliseconds between two frames of the display. */
const tick = 100;
const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Creates a live display that fits the terminal: totals, failures as they happen, and as many runs as there is room
 * for.
 */
export function createListrProgress(stream: NodeJS.WriteStream, title: string): Progress {
  const state = createProgressState();
  const { end, isOver } = promise();
  const picture = new Picture(stream, title, state);
  /** Renders Listr's only task, the ingest. */
  class ScreenRenderer {
    static readonly nonTTY = true;
    static readonly rendererOptions = {};
    static readonly rendererTaskOptions = {};
    render(): void {
      picture.open();
    }
    end(): void {
      picture.close();
    }
  }
  const shown = new Listr([{ title, task: () => isOver }], {
    exitOnError: false,
    // Listr's own listeners would end the process at once; the ingest cleans up and ends by itself.
    registerSignalListeners: false,
    renderer: ScreenRenderer as never,
  }).run();
  return {
    listener: (event) => updateProgress(state, event, performance.now()),
    restore: () => picture.restore(),
    async finish() {
      end();
      await shown;
    },
  };
}

/** The display during the ingest, and the lines that stay at its end. */
class Picture {
  readonly #stream: NodeJS.WriteStream;
  readonly #title: string;
  readonly #state: ProgressState;
  readonly #output: ProcessOutput;
  readonly #screen: TerminalScreen;
  readonly #spinner = new Spinner();
  #isStopping = false;

  constructor(stream: NodeJS.WriteStream, title: string, state: ProgressState) {
    this.#stream = stream;
    this.#title = title;
    this.#state = state;
    // Output of other code is held back until the screen is left.
    const errors = stream === process.stdout && process.stderr.isTTY ? process.stderr : stream;
    this.#output = new ListrLogger({ processOutput: new ProcessOutput(stream, errors) }).process;
    this.#screen = new TerminalScreen((text) => this.#output.toStdout(text, false));
  }

  open(): void {
    this.#output.hijack();
    this.#screen.open();
    this.#draw();
    this.#spinner.start(() => this.#draw(), tick);
    this.#stream.on('resize', this.#draw);
    process.on('exit', this.restore);
    process.on('SIGCONT', this.#continue);
    for (const signal of signals) process.on(signal, this.#stop);
  }

  close(): void {
    this.#spinner.stop();
    this.#stream.off('resize', this.#draw);
    this.restore();
    const { columns } = this.#size();
    for (const line of finalLines(this.#title, this.#state)) {
      this.#output.toStdout(paintLine(line, columns, ''));
    }
    this.#output.release();
  }

  /** Leaves the alternate screen and removes all listeners; for an exit without time for more. */
  readonly restore = (): void => {
    process.off('exit', this.restore);
    process.off('SIGCONT', this.#continue);
    for (const signal of signals) process.off(signal, this.#stop);
    this.#screen.close();
  };

  readonly #draw = (): void => {
    const { rows, columns } = this.#size();
    const view = { state: this.#state, title: this.#title, isStopping: this.#isStopping, rows, columns };
    const lines = layOutScreen({ ...view, now: performance.now() });
    this.#screen.draw(
      lines.map((line) => paintLine(line, columns, this.#spinner.fetch())),
      { rows, columns },
    );
  };

  readonly #continue = (): void => {
    this.#screen.open();
    this.#screen.forget();
    this.#draw();
  };

  readonly #stop = (): void => {
    this.#isStopping = true;
    this.#draw();
  };

  #size(): { readonly rows: number; readonly columns: number } {
    return { rows: this.#stream.rows || 24, columns: this.#stream.columns || 80 };
  }
}

function promise(): { readonly end: () => void; readonly isOver: Promise<void> } {
  let end = () => {};
  const isOver = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { end, isOver };
}
