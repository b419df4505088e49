// Package cli is the command line: the grammar, one file a command, and what
// the commands share (messages, files, progress, exit statuses). It joins the
// packages that read, analyse and report; it decides nothing about a
// negotiation itself.
//
// What a command answers goes to standard output. Everything else (warnings,
// errors, progress, questions) goes to standard error: lower case, no full
// stop, what to do about it on a line that starts with "hint:".
package cli
