import { baseStyle } from '../src/base/html.js';
import { viewStyle } from '../src/view/view-style.js';

/** Styles of this page, added to those of reports and of `cryoet view`. */
const ownStyle = `
.source { border: 2px dashed var(--line); border-radius: 8px; display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; margin-top: .6rem; padding: 1rem; }
.source.over { border-color: var(--link); background: var(--panel); }
.source form { flex: 1 1 20rem; margin: 0; }
.source form input { flex: 1 1 12rem; min-width: 0; }
#runs, #run, #compared { margin-top: 1rem; }
#problem { border-left: 4px solid var(--error); padding: .2rem .9rem; }
#work { align-items: center; display: flex; flex-wrap: wrap; gap: .6rem; margin: 1rem 0; }
#work p { flex: 1 1 100%; }
progress { flex: 1 1 12rem; min-width: 0; }
ul.findings { margin: .4rem 0; padding-left: 1.2rem; }
ul.findings li { margin: .4rem 0; }
pre { font-family: ui-monospace, monospace; overflow-x: auto; white-space: pre-wrap; }
#file pre div { padding-left: var(--values); text-indent: calc(-1 * var(--values)); }
#file img { image-rendering: pixelated; max-height: 70vh; min-width: min(100%, 24rem); }
input[type=range] { flex: 1 1 12rem; min-width: 0; }
#editing { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); margin-bottom: .6rem; }
@media (min-width: 60rem) { #editing { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); } }
#config-issues { max-height: 30rem; overflow-y: auto; }
.editor { border: 1px solid var(--line); display: grid; grid-template-columns: auto minmax(0, 1fr); height: 30rem; overflow: hidden; resize: vertical; }
.editor > * { border: 0; font: 13px/1.5 ui-monospace, monospace; height: 100%; margin: 0; padding: .4rem .5rem; white-space: pre; }
.editor pre { background: var(--panel); color: var(--muted); min-height: 0; overflow: hidden; text-align: right; }
.editor textarea { background: var(--back); color: var(--text); overflow: auto; resize: none; }
.actions { align-items: start; display: flex; flex-wrap: wrap; gap: .5rem; margin: .6rem 0; }
article { content-visibility: auto; contain-intrinsic-size: 220px 240px; }
`;

/** Gives the page its styles. They are no `style` element: the policy of the page takes none. */
export function applyStyles(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`${baseStyle}${viewStyle}${ownStyle}`);
  document.adoptedStyleSheets = [sheet];
}
