package cli

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"parley/internal/intake"
	"parley/verify"
)

type verifyCommand struct {
	File    string   `arg:"" help:"An exported journal, a backup or an agreement; - for standard input."`
	Receipt []string `sep:"none" placeholder:"RECEIPT" help:"A receipt that you were given. May be repeated."`
	Head    []string `sep:"none" placeholder:"FILE" help:"A head that you kept. May be repeated."`
	Key     []string `sep:"none" placeholder:"NAME=KEY" help:"The public key by which you know a signer, in 64 digits; a head has to be signed with it. May be repeated."`
}

// Help is shown under the command's help.
func (verifyCommand) Help() string {
	return "Exit status: 0 if nothing is wrong, 1 if something is, 2 if the file cannot be read. " +
		"Without a receipt, a head or a key of your own, a journal that was written anew throughout, or whose end was cut off, looks as sound as any."
}

// maxHead is longer than any head.
const maxHead = 1 << 16

// Run checks the file.
func (c *verifyCommand) Run(ctx context.Context, p *program) error {
	known := verify.Known{Receipts: c.Receipt, Keys: map[string]ed25519.PublicKey{}}
	for _, name := range c.Head {
		text, err := readHead(name)
		if err != nil {
			return wrong("%s", intake.Plainly(err))
		}
		known.Heads = append(known.Heads, text)
	}
	for _, pair := range c.Key {
		name, digits, _ := strings.Cut(pair, "=")
		key, err := hex.DecodeString(digits)
		if err != nil || len(key) != ed25519.PublicKeySize || name == "" {
			return wrong("%q is no name and public key", pair).hint("it is written as NAME=KEY, with a key of 64 digits 0–9, a–f")
		}
		if _, twice := known.Keys[name]; twice {
			return wrong("two keys are given for %s", name)
		}
		known.Keys[name] = key
	}
	file := p.in
	if c.File != standard {
		f, err := os.Open(c.File)
		if err != nil {
			return wrong("%s", intake.Plainly(err)).hint("parley talks export writes a journal, and its --agreement what all have signed")
		}
		defer f.Close()
		file = f
	}
	report, err := verify.Journals(ctx, file, known)
	switch {
	case errors.Is(err, context.Canceled):
		return &failure{status: statusInterrupted, text: "interrupted before the end: nothing is certain of this file"}
	case err != nil:
		return wrong("%s", err)
	}
	p.verified(report)
	if len(c.Receipt)+len(c.Head)+len(c.Key) == 0 {
		fmt.Fprintln(p.err, "hint: a journal written anew throughout, or cut off at its end, is found only by a --receipt, --head or --key of your own")
	}
	if !report.Sound() {
		return &failure{status: statusInvalid}
	}
	return nil
}

func readHead(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxHead))
	if err != nil {
		return nil, err
	}
	return text, nil
}

// verified prints what was found.
func (p *program) verified(report *verify.Report) {
	for _, f := range report.Faults {
		fmt.Fprintln(p.out, f)
	}
	if report.More {
		fmt.Fprintln(p.out, "what follows was not read, or not listed")
	}
	for _, a := range report.Agreements {
		fmt.Fprintf(p.out, "agreement: %s\n", a)
		for _, s := range a.Signed {
			how := "and did not countersign the journal with a key of its own"
			if s.Countersigned {
				how = "and countersigned the journal behind all signatures"
			}
			fmt.Fprintf(p.out, "  %s signed by %s, by entry %d, %s\n", s.Party, s.Person, s.Entry, how)
		}
	}
	for _, j := range report.Journals {
		verdict := "sound"
		if slices.ContainsFunc(report.Faults, func(f verify.Fault) bool { return f.Talk == j.Talk || f.Talk == "" }) {
			verdict = "not as it was written"
		}
		entries := count(int(j.Entries), "entry", "entries")
		if j.Behind > 0 {
			entries = fmt.Sprintf("entries %d to %d", j.Behind+1, j.Entries)
		}
		fmt.Fprintf(p.out, "%s: %s, %s\n", j.Talk, entries, verdict)
		fmt.Fprintf(p.out, "  the last one has the digest %s\n", j.Last)
		for _, h := range j.Heads {
			for _, s := range h.Signers {
				whose := "with a key that is not among those you gave"
				if s.Known {
					whose = "with the key you know"
				}
				fmt.Fprintf(p.out, "  up to entry %d, %s signed on %s %s: %s\n", h.Entries, s.Name, h.Time, whose, s.Key)
			}
		}
		for _, n := range j.Receipts {
			fmt.Fprintf(p.out, "  entry %d, and all before it, are those of your receipt\n", n)
		}
		if j.Bodies+j.Missing > 0 {
			fmt.Fprintf(p.out, "  sealed parts: %d are in the file, %d were kept back or deleted\n", j.Bodies, j.Missing)
		}
		for _, n := range j.Backward {
			fmt.Fprintf(p.out, "  the time of entry %d is before that of the entry before: a clock was set\n", n)
		}
	}
}
