// Package chart turns scenes into SVG: a scene is a handful of lines, boxes,
// markers and words, and Scatter, Bars and Heat build the scenes that reports
// need from plain numbers and strings. It is not a plotting library and knows
// nothing of negotiations.
//
// Every picture carries a title and a description for those who do not see
// it, takes its colours from CSS classes (Style has a sheet for them that
// follows the variables of the page) and never says by colour alone what it
// does not also say by a shape or a word. The same data give the same bytes.
package chart
