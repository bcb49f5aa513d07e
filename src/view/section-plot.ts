import { escapeHtml } from '../base/html.js';
import { type JsonObject, numberAt, objectsAt } from '../base/json-value.js';
import type { TiltSection } from './tree-contents.js';

/** Size of a plot in units of its viewBox. */
const width = 360;
const height = 112;
const margin = { left: 46, right: 10, top: 18, bottom: 20 };

/** The plots of a tilt series; `scale` converts the value to the unit of the title. */
const panels = [
  { key: 'angle', title: 'tilt angle (°)', mark: 'a', scale: 1 },
  { key: 'dose', title: 'accumulated dose (e/Å²)', mark: 'b', scale: 1 },
  { key: 'defocus', title: 'defocus (µm)', mark: 'c', scale: 1e-4 },
] as const;

/** Renders angle, dose and defocus of a tilt series by section, a plot each. Plots without values are omitted. */
export function sectionPlots(sections: readonly TiltSection[], name: string): string {
  const plots = panels.map(({ key, title, mark, scale }) => {
    const values = sections.map((section) => (section[key] === null ? null : section[key] * scale));
    return plot(values, `${title} by section of ${name}`, title, mark);
  });
  return together(plots);
}

function together(plots: readonly string[]): string {
  const drawn = plots.filter((each) => each !== '');
  return drawn.length === 0 ? '' : `<div class="plots">${drawn.join('\n')}</div>`;
}

/** Renders the shifts of an alignment by section, a plot for each axis. Plots without values are omitted. */
export function shiftPlots(metadata: JsonObject | null, name: string): string {
  const sections = objectsAt(metadata, 'per_section_alignment_parameters');
  const plots = (['x', 'y'] as const).map((axis) => {
    const values = sections.map((section) => numberAt(section, `${axis}_offset`));
    const title = `shift in ${axis} (pixels)`;
    return plot(values, `${title} by section of ${name}`, title, axis === 'x' ? 'a' : 'b');
  });
  return together(plots);
}

/** Renders values as a plot; empty if none is known. */
function plot(values: readonly (number | null)[], label: string, title: string, mark: string): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return '';
  const low = known.reduce((least, value) => Math.min(least, value));
  const high = known.reduce((most, value) => Math.max(most, value));
  const span = high - low || 1;
  const x = (index: number) =>
    margin.left + (index / Math.max(1, values.length - 1)) * (width - margin.left - margin.right);
  const y = (value: number) =>
    height - margin.bottom - ((value - low) / span) * (height - margin.top - margin.bottom);
  const points = values.flatMap((value, index) =>
    value === null ? [] : [[x(index), y(value), value, index] as const],
  );
  const line = points.map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`).join(' ');
  const circles = points.map(
    ([px, py, value, index]) =>
      `<circle cx="${px.toFixed(1)}" cy="${py.toFixed(1)}" r="2"><title>section ${index}: ${short(value)}</title></circle>`,
  );
  const bottom = height - margin.bottom;
  return `<svg class="plot mark-${mark}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(label)}: ${short(low)} to ${short(high)}">
<text x="${margin.left}" y="12">${title}</text>
<path class="axis" d="M${margin.left} ${margin.top}V${bottom}H${width - margin.right}"/>
<text class="end" x="${margin.left - 4}" y="${y(high) + 4}">${short(high)}</text>${high === low ? '' : `<text class="end" x="${margin.left - 4}" y="${y(low) + 2}">${short(low)}</text>`}
<text x="${margin.left}" y="${height - 5}">section 0</text><text class="end" x="${width - margin.right}" y="${height - 5}">${values.length - 1}</text>
<polyline points="${line}"/>${circles.join('')}
</svg>`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4))).replace('-', '−');
}

/** Renders the angles of a tilt series as a small picture. */
export function anglePicture(sections: readonly TiltSection[], name: string): string {
  const angles = sections.map(({ angle }) => angle);
  return plot(angles, `tilt angles of ${name}`, 'tilt angle (°)', 'a');
}
