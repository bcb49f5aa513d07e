import { Listr, ListrLogger, ProcessOutput, Spinner } from 'listr2';
import { finalLines } from './final-lines.js';
import { layOutScreen } from './lay-out-screen.js';
import { paintLine } from './paint-line.js';
import type { Progress } from './progress.js';
import { createProgressState, type ProgressState, updateProgress } from './progress-state.js';
import { TerminalScreen } from './terminal-screen.js';

/** Milliseconds between two pictures. */
const tick = 100;
const signals = ['SIGINT', 'SIGTERM'] as const;

/** A live display that fits the terminal: totals, failures as they happen, and the runs that there is room for. */
export function createListrProgress(stream: NodeJS.WriteStream, title: string): Progress {
  const state = createProgressState();
  const { end, isOver } = promise();
  const picture = new Picture(stream, title, state);
  /** How Listr shows its tasks: one ingest, of which the picture is made. */
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
    // It would end the process at once; the ingest cleans up and ends by itself.
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

/** What is on the terminal while the ingest runs, and what stays when it ends. */
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
    // What others write meanwhile is shown when the screen is left.
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

  /** Leaves the alternate screen and the signals to others; for ends that leave no time for more. */
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
