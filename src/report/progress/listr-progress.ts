import { color, figures, ListrLogger, ProcessOutput, Spinner } from 'listr2';
import { createProgressState, type Progress, updateProgress } from './progress-state.js';
import { finalLines, fitText, layOutScreen, type ScreenLine, type Tone } from './screen-lines.js';

const csi = '\u001b[';
const enter = `${csi}?1049h${csi}?25l${csi}2J`;
const leave = `${csi}?1049l${csi}?25h`;

/** The alternate screen of a terminal, drawn row by row: it neither wraps nor scrolls after a resize. */
function terminalScreen(write: (text: string) => void) {
  let isOpen = false;
  let shown: readonly string[] = [];
  let shownSize = '';
  return { open, draw, close };

  /** Enters the screen, also again after another program wrote to the terminal. */
  function open(): void {
    isOpen = true;
    shownSize = '';
    write(enter);
  }

  /** Shows the given rows; writes only rows that changed. */
  function draw(rows: readonly string[], size: { readonly rows: number; readonly columns: number }): void {
    if (!isOpen) return;
    const isResized = shownSize !== `${size.rows}×${size.columns}`;
    shownSize = `${size.rows}×${size.columns}`;
    const before = isResized ? [] : shown;
    let text = isResized ? `${csi}2J` : '';
    for (let index = 0; index < Math.max(rows.length, before.length); index += 1) {
      const row = rows[index] ?? '';
      if (row !== (before[index] ?? '')) text += `${csi}${index + 1};1H${csi}2K${row}`;
    }
    shown = rows;
    if (text !== '') write(text);
  }

  /** Restores the terminal; does nothing the second time. */
  function close(): void {
    if (!isOpen) return;
    isOpen = false;
    write(leave);
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

/** Creates a live display that fits the terminal: totals, failures as they happen, runs as there is room. */
export function createListrProgress(stream: NodeJS.WriteStream, title: string): Progress {
  const state = createProgressState();
  // Output of other code is held back until the screen is left.
  const errors = stream === process.stdout && process.stderr.isTTY ? process.stderr : stream;
  const { process: output } = new ListrLogger({ processOutput: new ProcessOutput(stream, errors) });
  const screen = terminalScreen((text) => output.toStdout(text, false));
  const spinner = new Spinner();
  let isStopping = false;
  const size = () => ({ rows: stream.rows || 24, columns: stream.columns || 80 });
  const draw = () => {
    const { rows, columns } = size();
    const lines = layOutScreen({ state, title, isStopping, rows, columns, now: performance.now() });
    screen.draw(
      lines.map((line) => paintLine(line, columns, spinner.fetch())),
      { rows, columns },
    );
  };
  const resume = () => {
    screen.open();
    draw();
  };
  const stop = () => {
    isStopping = true;
    draw();
  };
  /** Leaves the alternate screen and removes all listeners; for an exit without time for more. */
  const restore = () => {
    process.off('exit', restore);
    process.off('SIGCONT', resume);
    for (const signal of signals) process.off(signal, stop);
    screen.close();
  };
  output.hijack();
  resume();
  spinner.start(draw, tick);
  stream.on('resize', draw);
  process.on('exit', restore);
  process.on('SIGCONT', resume);
  for (const signal of signals) process.on(signal, stop);
  return {
    listener: (event) => updateProgress(state, event, performance.now()),
    restore,
    async finish() {
      spinner.stop();
      stream.off('resize', draw);
      restore();
      const { columns } = size();
      for (const line of finalLines(title, state)) output.toStdout(paintLine(line, columns, ''));
      output.release();
    },
  };
}
