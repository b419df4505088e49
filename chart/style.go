package chart

// Style is a style sheet for the classes that the scenes use. The colours are
// the page's: --ink, --muted, --rule, --paper, --accent, --accent-soft,
// --floor, --clash, --heat-0 … --heat-5 and --on-dark, the colour of words on
// the two darkest shades.
const Style = `
.chart { display: block; width: 100%; height: auto; font-family: inherit; }
.chart text { fill: var(--ink); font-size: 12px; font-variant-numeric: tabular-nums; unicode-bidi: isolate; }
.chart .tick { fill: var(--muted); font-size: 11px; }
.chart .cell-sign { font-size: 11px; }
.chart .axis, .chart .row-label { font-size: 12px; font-weight: 600; }
.chart .grid { stroke: var(--rule); stroke-width: 1; }
.chart .dot { fill: var(--paper); stroke: var(--muted); stroke-width: 1.5; }
.chart .edge { stroke: var(--muted); stroke-width: 1.5; }
.chart .floor { stroke: var(--floor); stroke-width: 2; stroke-dasharray: 5 3; }
.chart .halo { stroke: var(--paper); stroke-width: 6; }
.chart .floor-name { fill: var(--floor); font-size: 11px; }
.chart .lead { stroke: var(--muted); stroke-width: 1; }
.chart .marker { fill: var(--accent); stroke: var(--paper); stroke-width: 1.5; }
.chart .label { font-size: 13px; font-weight: 700; paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; }
.chart .value, .chart .cell-text { font-size: 13px; font-weight: 600; }
.chart .track { fill: var(--accent-soft); }
.chart .bar { fill: var(--accent); }
.chart .clash { fill: var(--clash); font-size: 15px; font-weight: 700; }
.chart .tile { stroke: var(--rule); stroke-width: 1; }
.chart .heat-unknown .tile { fill: none; stroke-dasharray: 3 3; }
.chart .heat-unknown .cell-text { fill: var(--muted); font-weight: 400; }
.chart .heat-0 .tile { fill: var(--heat-0); }
.chart .heat-1 .tile { fill: var(--heat-1); }
.chart .heat-2 .tile { fill: var(--heat-2); }
.chart .heat-3 .tile { fill: var(--heat-3); }
.chart .heat-4 .tile { fill: var(--heat-4); }
.chart .heat-5 .tile { fill: var(--heat-5); }
.chart .heat-4 text, .chart .heat-5 text { fill: var(--on-dark); }
`
