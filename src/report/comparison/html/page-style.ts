/** Style of the page of a comparison, light and dark. */
export const pageStyle = `
:root { color-scheme: light dark; --line: #8884; --science: #c62828; --metadata: #b26a00; --good: #2e7d32; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 90rem; padding: 1rem 1.5rem; }
h1 { font-size: 1.3rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; overflow-wrap: anywhere; }
#verdict { font-size: 1.15rem; font-weight: 600; }
#verdict.same { color: var(--good); }
#verdict.different, #verdict.incomplete { color: var(--science); }
form { align-items: center; display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0; }
input[type=search] { flex: 1 1 16rem; }
input, select, button { font: inherit; padding: .3rem .5rem; }
#entities { display: grid; gap: .25rem; }
#entities details, #entities p { border: 1px solid var(--line); border-radius: .3rem; margin: 0; padding: .25rem .6rem; }
#entities summary { cursor: pointer; }
.symbol { display: inline-block; font-family: ui-monospace, monospace; width: 1.2rem; }
.science, .unreadable { color: var(--science); font-weight: 600; }
.metadata { color: var(--metadata); font-weight: 600; }
table { border-collapse: collapse; margin: .4rem 0; width: 100%; }
td { border-top: 1px solid var(--line); overflow-wrap: anywhere; padding: .25rem .5rem; vertical-align: top; }
td:first-child { white-space: nowrap; width: 1%; }
.triple { display: flex; flex-wrap: wrap; gap: .8rem; }
figure { margin: 0; }
figure img { display: block; image-rendering: pixelated; max-width: 100%; min-width: 16rem; }
figcaption { font-size: .8rem; }
`;
