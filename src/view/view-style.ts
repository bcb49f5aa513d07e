/** Styles of the server's pages, added to those of all pages. */
export const viewStyle = `
.runs { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 220px), 1fr)); }
.runs:not(:has(> :not([hidden])))::after { color: var(--muted); content: "No run to show."; }
article { border: 1px solid var(--line); border-radius: 8px; overflow: hidden; padding-bottom: .6rem; position: relative; }
article > a, article > p { display: block; margin: 0; padding: .5rem .7rem 0; }
article > a.open { color: inherit; text-decoration: none; }
article > a.open::after { content: ""; inset: 0; position: absolute; }
article > a.more { position: relative; z-index: 1; }
article:hover { border-color: var(--link); }
.picture { aspect-ratio: 4 / 3; background: var(--panel); display: grid; place-items: center; }
.picture img { height: 100%; object-fit: cover; width: 100%; }
.facets { display: flex; flex-wrap: wrap; gap: .5rem 1rem; }
.none { color: var(--muted); }
.check { border-left: 4px solid var(--line); margin-top: 1rem; padding: .1rem .9rem; }
.check.good { border-color: var(--good); color: inherit; }
.check.bad { border-color: var(--error); }
.check details { margin: .4rem 0; }
.found { max-height: 15rem; overflow: auto; }
.found details:not([open]) small { -webkit-box-orient: vertical; -webkit-line-clamp: 2; display: -webkit-box; overflow: hidden; }
.plots { display: grid; gap: .6rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr)); }
.plot { display: block; max-width: 560px; width: 100%; }
.plot text { fill: var(--text); font: 11px system-ui, sans-serif; }
.plot .end { text-anchor: end; }
.plot .axis { fill: none; stroke: var(--muted); }
.plot polyline { fill: none; stroke: currentColor; stroke-width: 1.2; }
.plot circle { fill: currentColor; }
.mark-a { color: var(--mark-a); } .mark-b { color: var(--mark-b); } .mark-c { color: var(--mark-c); }
.facts th { overflow-wrap: normal; width: 14rem; }
main > details, section > details { margin-top: .7rem; }
.stated { display: grid; gap: .2rem 1.2rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 10rem), 1fr)); margin: .5rem 0; }
.stated dt { color: var(--muted); font-size: .85rem; }
.stated dd { margin: 0; }
.color { height: .8em; margin-right: .4em; width: .8em; }
.switches { display: grid; gap: .2rem .8rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 16rem), 1fr)); margin: .5rem 0; }
.switches legend { font-weight: 600; }
fieldset { border: 1px solid var(--line); border-radius: .3rem; min-width: 0; }
.tomograms { display: grid; gap: 0 1.6rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 34rem), 1fr)); }
.tomograms > section { min-width: 0; }
.item { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); }
@media (min-width: 50rem) { .item:has(> .shot) { grid-template-columns: 18rem minmax(0, 1fr); } }
.shot img { border-radius: .3rem; width: 100%; max-width: 18rem; }
@media (max-width: 30rem) {
  .facts th, .facts td { display: block; width: auto; }
  .facts th { border: 0; color: var(--muted); padding-bottom: 0; }
  .facts td { padding-top: 0; }
}
`;
