import { baseStyle } from './base-style.js';
import { escapeHtml } from './escape-html.js';

/** Parts of a page that needs no other file. */
export interface HtmlPage {
  /** Text of the title, not escaped. */
  readonly title: string;
  /** What the page adds to the style that all pages share. */
  readonly style?: string;
  /** Markup of the header: the heading and what is said of the whole. */
  readonly header: string;
  /** Markup of the main part. */
  readonly main: string;
  /** What the script reads from the element `data`. */
  readonly data?: unknown;
  readonly script?: string;
  /** Marks style and script as the page's own, where a server's policy asks for it. */
  readonly nonce?: string;
}

/** The one form of our HTML pages: style, content, data and script in one file, nothing loaded from elsewhere. */
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

/** JSON that cannot end the script element it stands in. */
function embed(data: unknown): string {
  return JSON.stringify(data).replaceAll('<', String.raw`\u003c`);
}
