/** What the page of a comparison adds to the style of all pages. */
export const pageStyle = `
.symbol { display: inline-block; font-family: ui-monospace, monospace; width: 1.2rem; }
#entities p { border: 1px solid var(--line); border-radius: .3rem; margin: 0; padding: .3rem .6rem; }
#entities details details { margin: .4rem 0; }
#entities td:first-child { overflow-wrap: normal; width: 1%; }
.triple { display: grid; gap: .8rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 14rem), 1fr)); margin: .4rem 0 .8rem; }
.triple img { image-rendering: pixelated; width: 100%; max-width: 384px; }
`;
