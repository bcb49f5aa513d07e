import { escapeHtml } from '../../html/escape-html.js';

/** Parts of a page that needs no other file. */
export interface HtmlPage {
  /** Text of the title, not escaped. */
  readonly title: string;
  readonly style: string;
  /** Markup between the tags of the body. */
  readonly body: string;
  /** What the script reads from the element `data`. */
  readonly data: unknown;
  readonly script: string;
}

/** A whole HTML page: style, content, data and script in one file, nothing loaded from anywhere. */
export function htmlPage({ title, style, body, data, script }: HtmlPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
<script type="application/json" id="data">${embed(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** An image of the page itself. */
export function pngSource(bytes: Uint8Array): string {
  return `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
}

/** JSON that cannot end the script element it stands in. */
function embed(data: unknown): string {
  return JSON.stringify(data).replaceAll('<', String.raw`\u003c`);
}
