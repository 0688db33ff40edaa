/** The page's look: follows the reader's light or dark, and a printer's paper. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --text: #1f2328; --soft: #57606a; --back: #fff; --line: #d0d7de; --raised: #f6f8fa;
  --accent: #0550ae; --group: #dbe7fd; --itself: #fde3c3; --parent: #e9ebee; --manager: #e4daf5; --held: #fbd0d0; --box: #1f2328; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #9da7b3; --back: #0d1117; --line: #30363d;
  --raised: #161b22; --accent: #79c0ff; --group: #1c3560; --itself: #5c3a0c; --parent: #30363d; --manager: #3d2a63;
  --held: #6b1f24; --box: #e6edf3; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 90rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); }
a { color: var(--accent); }
h1 { margin: 0; font-size: 1.6rem; overflow-wrap: anywhere; }
h2 { margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); }
code, .id, .type { font-family: ui-monospace, monospace; font-size: .875em; overflow-wrap: anywhere; }
.soft, .type, .id { color: var(--soft); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top; }
th { background: var(--raised); }
button, input { font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: .4rem; padding: .25rem .6rem; }
button.link { background: none; border: 0; padding: 0; color: var(--accent); text-decoration: underline; cursor: pointer; overflow-wrap: anywhere; text-align: left; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; }
#graph { display: none; }
.live #graph { display: block; }
.tools { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .5rem 0; }
.tools label { display: flex; gap: .4rem; align-items: center; }
#find { width: 18rem; max-width: 60vw; }
#found ul, #stage ul { max-height: 18rem; overflow: auto; columns: 20rem; margin: 0 0 .5rem; }
.panes { display: grid; grid-template-columns: minmax(0, 1fr) minmax(16rem, 24rem); gap: 1rem; }
@media (max-width: 50rem) { .panes { grid-template-columns: minmax(0, 1fr); } }
#stage { height: 70vh; overflow: auto; border: 1px solid var(--line); border-radius: .4rem; padding: .5rem; cursor: grab; }
#details { max-height: 70vh; overflow: auto; border: 1px solid var(--line); border-radius: .4rem; padding: 0 1rem; }
#details h4 { margin: 1rem 0 0; } #details p, #details ul { margin: .3rem 0; } #details ul { padding-left: 1.2rem; } #details li { overflow-wrap: anywhere; }
.held { border-left: 4px solid #d93025; padding-left: .5rem; }
svg [id^="a_graph"] { display: none; }
svg text { font: 10px system-ui, sans-serif; text-anchor: middle; }
svg text { fill: var(--text); }
svg .cluster path { stroke: var(--line); }
svg .cluster path, svg .edge path { fill: none; }
svg .edge path { stroke: var(--soft); } svg .edge polygon { fill: var(--soft); stroke: var(--soft); }
svg .node { cursor: pointer; } svg .node path, svg .node polygon { stroke: var(--soft); fill: var(--back); }
svg .by-group path { fill: var(--group); } svg .by-itself path, svg .by-protection path { fill: var(--itself); }
svg .by-parent path { fill: var(--parent); } svg .by-manager path { fill: var(--manager); }
svg .by-held path, svg .by-nothing path { fill: var(--held); stroke: #d93025; }
svg .chosen path { stroke: var(--accent); stroke-width: 3; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1rem; padding: 0; list-style: none; margin: .5rem 0; }
.legend li::before { content: ""; display: inline-block; width: .9em; height: .9em; margin-right: .4em; border: 1px solid var(--soft); background: var(--mark); }
.legend .group { --mark: var(--group); } .legend .itself { --mark: var(--itself); } .legend .parent { --mark: var(--parent); }
.legend .manager { --mark: var(--manager); } .legend .held { --mark: var(--held); border: 0; padding: 0; }
.timeline { list-style: none; padding: 0; margin: 0; max-height: 60vh; overflow: auto; }
.timeline li { display: grid; grid-template-columns: minmax(8rem, 22rem) 1fr; gap: .5rem; align-items: center; font-size: .875rem; }
@media (max-width: 50rem) { .timeline li { grid-template-columns: minmax(0, 1fr); margin-bottom: .4rem; } }
.timeline code { overflow-wrap: anywhere; }
.timeline .bar { position: relative; height: 1.1rem; background: var(--raised); }
.timeline .bar span { position: absolute; top: 0; bottom: 0; min-width: 3px; background: var(--itself); border: 1px solid var(--soft); }
.timeline .deleteGroup .bar span { background: var(--group); }
@media print { #graph, .timeline { max-height: none; } .tools, #details { display: none; } #stage { height: auto; border: 0; overflow: hidden; } #stage svg { max-width: 100%; } details::details-content { content-visibility: visible; } }
`;
