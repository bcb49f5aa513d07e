/** Style of the findings page, light and dark. */
export const pageStyle = `
:root { color-scheme: light dark; --line: #8884; --error: #c62828; --warning: #b26a00; --good: #2e7d32; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 110rem; padding: 1rem 1.5rem; }
h1 { font-size: 1.3rem; margin: 0; overflow-wrap: anywhere; }
.verdict { font-size: 1.15rem; font-weight: 600; }
.valid { color: var(--good); }
.invalid, .incomplete { color: var(--error); }
form { align-items: center; display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0; }
input[type=search] { flex: 1 1 16rem; }
input, select, button { font: inherit; padding: .3rem .5rem; }
#codes { display: grid; gap: .4rem; margin-bottom: 1rem; }
#codes details { border: 1px solid var(--line); border-radius: .3rem; padding: .3rem .6rem; }
#codes summary { cursor: pointer; }
.error { color: var(--error); font-weight: 600; }
.warning { color: var(--warning); font-weight: 600; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; }
td:nth-child(2) { font-family: ui-monospace, monospace; font-size: .85em; overflow-wrap: normal; }
td:nth-child(3) { font-family: ui-monospace, monospace; font-size: .85em; }
#images { display: flex; flex-wrap: wrap; gap: .8rem; margin-top: 1.5rem; }
figure { cursor: pointer; margin: 0; width: 134px; }
figure img { display: block; width: 134px; }
figcaption { font-size: .8rem; overflow-wrap: anywhere; }
`;
