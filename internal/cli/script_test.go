package cli

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// valid json|html FILE expects the file to be whole and of that form.
func valid(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: valid json|html FILE")
	}
	data := ts.ReadFile(args[1])
	switch args[0] {
	case "json":
		if !json.Valid([]byte(data)) {
			ts.Fatalf("%s is not JSON", args[1])
		}
	case "html":
		if !strings.HasPrefix(strings.ToLower(data), "<!doctype html>") || !strings.HasSuffix(strings.TrimSpace(data), "</html>") {
			ts.Fatalf("%s is no whole HTML file", args[1])
		}
	default:
		ts.Fatalf("valid knows json and html")
	}
}

// mode OCTAL FILE expects the file to have these permissions.
func mode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mode OCTAL FILE")
	}
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if got := fmt.Sprintf("%04o", info.Mode().Perm()); got != args[0] {
		ts.Fatalf("%s has mode %s, want %s", args[1], got, args[0])
	}
}

// damage FILE STATEMENT does to a database what a person with the disk could:
// what forbids it is taken away first.
func damage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: damage FILE STATEMENT")
	}
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	defer db.Close()
	for _, statement := range []string{"drop trigger entries_stay_as_they_are", "drop trigger entries_stay", args[1]} {
		_, err := db.Exec(statement)
		ts.Check(err)
	}
}

// receipt NAME keeps the receipt that the last command printed, as $NAME.
func receipt(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: receipt NAME")
	}
	m := regexp.MustCompile(`[Rr]eceipt (\S+)\n`).FindStringSubmatch(ts.ReadFile("stdout"))
	if m == nil {
		ts.Fatalf("no receipt was printed")
	}
	ts.Setenv(args[0], m[1])
}
