package web

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"slices"

	"parley/talks"
	"parley/text"
	"parley/text/pdf"
	"parley/text/word"
)

var signingPage = page{name: "signing", group: "decide", whom: readsText, show: (*visit).signing,
	files: map[string]func(v *visit, w http.ResponseWriter) error{"GET /talks/{talk}/agreement.zip": (*visit).pack}}

// signing is how far the whole has come, and what it commits whom to.
type signing struct {
	Draft       *talks.Draft
	Status      Status
	Parties     []signer
	Initial     *Form
	Sign        *Form
	Reopen      *Form
	State       *Form
	Statements  []talks.Statement
	Ended       bool
	Commitments []commitment
	Undertake   *Form
	Owners      []partyField
	Verifiers   []partyField
	Points      []pointField
}

type signer struct {
	Party   string
	Answer  *Status // to the whole
	Initial string  // by whom
	Sign    string
}

type commitment struct {
	talks.Commitment
	Owner, Verifier, Deadline string
	Points                    []string
	Reports                   []reportLine
	TakeOn                    *Form
	Report                    *Form
}

type reportLine struct {
	Who, Level, Says string
}

func (v *visit) signing() (any, error) {
	x := &signing{Status: v.Status(v.View.Status), Statements: v.View.Statements, Ended: v.View.Status == talks.Signed}
	hash := ""
	if n := len(v.View.Drafts); n > 0 {
		x.Draft = &v.View.Drafts[n-1]
		hash = x.Draft.Hash
	}
	by := func(marks []talks.Mark, party string) string {
		for _, m := range marks {
			if m.Party == party && m.Draft == hash {
				return v.Person(m.By)
			}
		}
		return ""
	}
	for _, party := range v.state.Required() {
		s := signer{Party: v.Party(party), Initial: by(v.View.Initials, party), Sign: by(v.View.Signatures, party)}
		for _, r := range v.View.Whole {
			if r.Party == party {
				st := v.answerStatus(r.Answer)
				s.Answer = &st
			}
		}
		x.Parties = append(x.Parties, s)
	}
	x.Initial = v.Form("initial", talks.Act{Do: talks.DoInitial, Draft: hash}, nil)
	x.Sign = v.Form("sign", talks.Act{Do: talks.DoSign, Draft: hash}, nil)
	x.Reopen = v.Form("reopen", talks.Act{Do: talks.DoReopen}, func(a *talks.Act) { a.Because = "…" })
	x.State = v.Form("state", talks.Act{Do: talks.DoState}, func(a *talks.Act) { a.Says = "…" })
	if !x.Ended {
		return x, nil
	}
	return x, v.commitments(x)
}

// commitments lists what the signed text commits whom to.
func (v *visit) commitments(x *signing) error {
	t, err := v.Text()
	if err != nil {
		return err
	}
	for _, c := range v.View.Commitments {
		one := commitment{Commitment: c, Owner: v.Party(c.Owner), Verifier: v.Person(c.Verifier), Deadline: v.Date(c.Deadline)}
		for _, p := range c.Points {
			one.Points = append(one.Points, v.pointName(t, p))
		}
		for _, r := range c.Reports {
			one.Reports = append(one.Reports, reportLine{v.Person(r.By), v.Say("signing.level." + itoa(r.Level)), r.Says})
		}
		one.TakeOn = v.Form("take-"+c.ID, talks.Act{Do: talks.DoTakeOn, Commitment: c.ID}, nil)
		one.Report = v.Form("report-"+c.ID, talks.Act{Do: talks.DoReport, Commitment: c.ID}, func(a *talks.Act) { a.Level, a.Says = 1, "…" })
		x.Commitments = append(x.Commitments, one)
	}
	x.Undertake = v.Form("undertake", talks.Act{Do: talks.DoUndertake}, func(a *talks.Act) {
		a.Says, a.Deadline = "…", "2026-01-01"
		for _, p := range v.View.Parties {
			i := slices.IndexFunc(v.View.People, func(q talks.Person) bool { return !q.Removed && q.Party != p.ID })
			if a.Owner == "" && i >= 0 {
				a.Owner, a.Verifier = p.ID, v.View.People[i].ID
			}
		}
	})
	for _, p := range v.View.Parties {
		x.Owners = append(x.Owners, partyField{p.ID, v.Party(p.ID), x.Undertake.Has("owner", p.ID, false)})
	}
	for _, p := range v.View.People {
		if !p.Removed {
			x.Verifiers = append(x.Verifiers, partyField{p.ID, p.Name + ", " + v.seatWords(p), x.Undertake.Has("verifier", p.ID, false)})
		}
	}
	for _, p := range v.View.Points {
		if !p.Struck {
			x.Points = append(x.Points, pointField{p.Point.Point, v.pointName(t, p.Point.Point), x.Undertake.Has("points", p.Point.Point, false)})
		}
	}
	return nil
}

// pack gives the agreement as files: the text as print, as Word document and as
// Akoma Ntoso, the journal with everything that the visitor may read, and how
// to check all of it without us.
func (v *visit) pack(w http.ResponseWriter) error {
	n := len(v.View.Drafts)
	if n == 0 || !readsText(v) {
		return errNotHere
	}
	draft := v.View.Drafts[n-1]
	log, err := v.View.Text.Until(draft.Name)
	if err != nil {
		return err
	}
	t, err := text.Fold(log)
	if err != nil {
		return err
	}
	sheet := t.Look(text.Look{View: text.Clean, Case: v.cases()})
	if draft.Open {
		sheet = t.Look(text.Look{Case: v.cases()})
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"text.pdf", func(w io.Writer) error { return pdf.Write(w, sheet, pdf.Options{}) }},
		{"text.docx", func(w io.Writer) error { return word.WriteSheet(w, sheet) }},
		{"text.akn.xml", func(w io.Writer) error { return t.AkomaNtoso(w, v.cases()) }},
		{"text.json", func(w io.Writer) error { _, err := w.Write(t.Canonical(draft.Name)); return err }},
		{"text.sha256", func(w io.Writer) error { _, err := io.WriteString(w, draft.Hash+"  text.json\n"); return err }},
		{"journal.txt", func(w io.Writer) error { return v.site.House.Export(v.ctx(), v.Talk, v.Me.ID, w) }},
		{"README.txt", func(w io.Writer) error { _, err := io.WriteString(w, v.packWords(draft)); return err }},
	} {
		// Stored with one time for all: the same agreement makes the same bytes,
		// but for the journal, which goes on.
		f, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		if err := part.write(f); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return v.download(w, "application/zip", "agreement.zip", b.Bytes())
}

// packWords says what is in the agreement pack and how to check it.
func (v *visit) packWords(draft talks.Draft) string {
	s := v.Say("pack.title", "title", v.View.Title, "draft", draft.Name) + "\n\n" + v.Say("pack.status", "status", v.Status(v.View.Status).Label) + "\n"
	for _, m := range v.View.Signatures {
		if m.Draft == draft.Hash {
			s += v.Say("pack.signed", "party", v.Party(m.Party), "name", v.Person(m.By), "n", m.Seq) + "\n"
		}
	}
	return s + "\n" + v.Say("pack.files") + "\n\n" + v.Say("pack.verify", "hash", draft.Hash) + "\n"
}
