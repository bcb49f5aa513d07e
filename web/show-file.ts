import { byId, make } from './elements.js';
import type { InspectedFacts } from './messages.js';

/**
 * Shows what a file is, and a section of a volume with a slider for its z. `draw` returns a section as PNG; while it
 * draws one, only the last wish counts.
 */
export function showFile(
  name: string,
  { text, sections }: InspectedFacts,
  draw: (z: number) => Promise<Uint8Array<ArrayBuffer>>,
): void {
  const section = byId('file');
  const lines = text.split('\n').map((line) => make('div', {}, `${line}\n`));
  const pre = make('pre', {}, ...lines);
  // The end of a long line goes below the values.
  pre.style.setProperty('--values', `${/^ {2}\S.*? {2,}(?=\S)/m.exec(text)?.[0].length ?? 4}ch`);
  section.replaceChildren(make('h2', {}, name), pre);
  section.hidden = false;
  if (sections === null) return;
  const slider = make('input', { label: 'Section' });
  slider.type = 'range';
  slider.max = String(sections - 1);
  slider.value = String(sections >> 1);
  const number = make('output');
  const image = make('img');
  image.alt = 'section of the volume';
  let isDrawing = false;
  const show = async () => {
    number.textContent = `z ${slider.value} of ${sections}`;
    if (isDrawing) return;
    isDrawing = true;
    for (let shown = ''; shown !== slider.value; ) {
      shown = slider.value;
      const png = await draw(Number(shown)).catch(() => null);
      if (png === null) break;
      URL.revokeObjectURL(image.src);
      image.src = URL.createObjectURL(new Blob([png], { type: 'image/png' }));
    }
    isDrawing = false;
  };
  slider.addEventListener('input', () => void show());
  section.append(make('div', { class: 'actions' }, slider, number), image);
  void show();
}
