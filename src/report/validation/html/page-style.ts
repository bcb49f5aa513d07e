/** What the page of findings adds to the style of all pages. */
export const pageStyle = `
#images { display: flex; flex-wrap: wrap; gap: .8rem; margin-top: 1.5rem; }
#images button { background: none; border: 1px solid var(--line); border-radius: .3rem; color: inherit; cursor: pointer; padding: .3rem; text-align: left; width: 148px; }
#images img { width: 134px; }
#findings td.code { overflow-wrap: normal; }
`;
