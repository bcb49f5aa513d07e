import { printable } from './messages.js';

interface HtmlPage {
  /** Title as plain text; it is escaped here. */
  readonly title: string;
  /** CSS that is added to the shared style. */
  readonly style?: string;
  readonly header: string;
  readonly main: string;
  /** Value that the script reads as JSON from the element `data`. */
  readonly data?: unknown;
  readonly script?: string;
  /** Nonce of style and script, for servers with a Content-Security-Policy. */
  readonly nonce?: string;
}

/** Returns an HTML page in one file, which loads nothing from elsewhere. */
export function htmlPage({ title, style = '', header, main, data, script, nonce }: HtmlPage): string {
  const mark = nonce === undefined ? '' : ` nonce="${nonce}"`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style${mark}>${baseStyle}${style}</style>
</head>
<body>
<header>
${header}
</header>
<main>
${main}
</main>
${data === undefined ? '' : `<script type="application/json" id="data">${embed(data)}</script>\n`}${script === undefined ? '' : `<script${mark}>${script}</script>\n`}</body>
</html>
`;
}

/** Returns JSON in which no `</script>` can end the script element. */
function embed(data: unknown): string {
  return JSON.stringify(data, (_, value: unknown) =>
    typeof value === 'string' ? printableLines(value) : value,
  ).replaceAll('<', String.raw`\u003c`);
}

/** Escapes what `printable` escapes, but keeps line feeds and tabs, which do no harm on a page. */
function printableLines(text: string): string {
  return text.replaceAll(/[^\n\t]+/g, printable);
}

/** Escapes text for HTML elements and quoted attributes, characters that cannot be seen included. */
export function escapeHtml(text: string): string {
  return printableLines(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/**
 * CSS of all pages, light and dark. Text has a contrast of at least 4.5 on both backgrounds (WCAG 2, AA). Below 50rem,
 * wide tables become lists, so that nothing is wider than a window of 390 pixels.
 */
export const baseStyle = `
:root {
  color-scheme: light dark;
  --back: #ffffff; --panel: #f3f4f6; --text: #1a1c1e; --muted: #54585d; --line: #c9ccd1; --link: #0b57d0;
  --error: #b3261e; --warning: #855000; --good: #1b6e20; --mark-a: #0b57d0; --mark-b: #a8420f; --mark-c: #1b6e20;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #131517; --panel: #1e2124; --text: #e6e8eb; --muted: #a9afb6; --line: #44494f; --link: #9ec1ff;
    --error: #ff9a92; --warning: #f3bd66; --good: #8fd694; --mark-a: #9ec1ff; --mark-b: #f5a97f; --mark-c: #8fd694;
  }
}
* { box-sizing: border-box; }
body { background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 90rem; overflow-wrap: anywhere; padding: 1rem clamp(.75rem, 3vw, 1.5rem); }
h1 { font-size: 1.3rem; line-height: 1.3; margin: 0 0 .3rem; }
h2 { border-bottom: 1px solid var(--line); font-size: 1.1rem; margin: 1.6rem 0 .7rem; padding-bottom: .3rem; }
h3 { font-size: 1rem; margin: 1.1rem 0 .4rem; }
p { margin: .3rem 0; }
a { color: var(--link); }
small, .muted { color: var(--muted); font-weight: normal; }
[hidden] { display: none !important; }
.verdict { font-size: 1.15rem; font-weight: 600; }
.valid, .same, .good { color: var(--good); }
.invalid, .incomplete, .different, .error, .science, .unreadable { color: var(--error); }
.warning, .metadata { color: var(--warning); }
.error, .warning, .science, .unreadable, .metadata { font-weight: 600; }
form, .filters { align-items: center; display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0; }
input, select, button { font: inherit; max-width: 100%; padding: .3rem .5rem; }
input[type=search] { flex: 1 1 14rem; min-width: 0; }
details { border: 1px solid var(--line); border-radius: .3rem; padding: .3rem .6rem; }
summary { cursor: pointer; }
.list { display: grid; gap: .4rem; margin: .6rem 0; }
.list > * { min-width: 0; }
table { border-collapse: collapse; margin: .4rem 0; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top; }
th { font-weight: 600; }
thead th, td:is(.error, .warning, .science, .metadata, .storage, .time, .unreadable) { overflow-wrap: normal; }
td.code, td.path, code { font-family: ui-monospace, monospace; font-size: .9em; }
img { display: block; max-width: 100%; }
figure { margin: 0; }
figcaption { color: var(--muted); font-size: .85rem; }
@media (max-width: 50rem) {
  table.wide thead { clip-path: inset(50%); height: 1px; overflow: hidden; position: absolute; width: 1px; }
  table.wide, table.wide tbody, table.wide tr, table.wide td { display: block; }
  table.wide tr { border: 1px solid var(--line); border-radius: .3rem; margin-bottom: .5rem; padding: .2rem .3rem; }
  table.wide td { border: 0; padding: .1rem .3rem; }
  table.wide td:empty { display: none; }
  table.wide td[data-label]::before { color: var(--muted); content: attr(data-label) ": "; }
}
`;

/** Returns the `data:` URL of a PNG image. */
export function pngSource(bytes: Uint8Array): string {
  return `data:image/png;base64,${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`;
}

/** The beginning of the script of a findings page: reads its data, defines helpers that find and make elements. */
export const scriptStart = `
'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const element = (id) => document.getElementById(id);
  const make = (tag, text, className) => {
    const node = document.createElement(tag);
    node.textContent = text;
    if (className) node.className = className;
    return node;
  };
`;
