import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withBrowserPage } from './browser.js';
import type { Cell, TerminalEmulator } from './terminal-emulator.js';

/** Where pictures are left for people. */
export const artifacts = process.env.CRYOET_ARTIFACTS ?? 'artifacts';

/** The eight colours of a terminal, then their bright forms. */
const palette = [
  '#000000',
  '#f7768e',
  '#9ece6a',
  '#e0af68',
  '#7aa2f7',
  '#bb9af7',
  '#7dcfff',
  '#c0caf5',
  '#808080',
  '#ff7a93',
  '#b9f27c',
  '#ff9e64',
  '#7da6ff',
  '#bb9af7',
  '#0db9d7',
  '#ffffff',
];

/** Draws what a terminal shows into `artifacts/NAME.png`. */
export async function drawTerminal(terminal: TerminalEmulator, name: string): Promise<void> {
  await drawScreens(new Map([[name, await terminal.cells()]]));
}

/** Draws what terminals showed, by the names of the pictures, in one browser. */
export async function drawScreens(screens: ReadonlyMap<string, Screen>): Promise<void> {
  await mkdir(artifacts, { recursive: true });
  await withBrowserPage(async (browserPage) => {
    for (const [name, rows] of screens) {
      await browserPage.setContent(page(rows));
      const bytes = await browserPage.locator('pre').screenshot();
      await writeFile(join(artifacts, `${name}.png`), bytes);
    }
  });
}

/** What a terminal shows, row by row. */
export type Screen = readonly (readonly Cell[])[];

function page(rows: Screen): string {
  const text = rows.map((row) => row.map(span).join('')).join('\n');
  return `<!doctype html><style>body { margin: 0 } pre { background: #1a1b26; color: #c0caf5; display: inline-block; font: 14px/18px "DejaVu Sans Mono", monospace; margin: 0; padding: 12px }</style><pre>${text}</pre>`;
}

function span({ text, color, isDim }: Cell): string {
  const escaped = text.replace('&', '&amp;').replace('<', '&lt;');
  if (color === null && !isDim) return escaped;
  return `<span style="${color === null ? '' : `color:${palette[color] ?? 'inherit'};`}${isDim ? 'opacity:.6' : ''}">${escaped}</span>`;
}
