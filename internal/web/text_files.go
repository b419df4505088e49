package web

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"slices"

	"parley/internal/secretariat"
	"parley/talks"
	"parley/text"
	"parley/text/pdf"
	"parley/text/word"
)

// textFiles are the text as documents.
var textFiles = map[string]func(v *visit, w http.ResponseWriter) error{
	"GET /talks/{talk}/text.docx": (*visit).textWord,
	"GET /talks/{talk}/text.pdf":  (*visit).textPDF,
}

// textWord gives the text as a Word document to work on, with what is put
// forward as tracked changes. It can be handed in again.
func (v *visit) textWord(w http.ResponseWriter) error {
	if !readsText(v) {
		return errNotHere
	}
	t, err := v.Text()
	if err != nil {
		return err
	}
	log := v.View.Text
	var b bytes.Buffer
	if err := word.Write(&b, t, word.Options{Basis: log[len(log)-1].ID, Log: log, Case: v.cases()}); err != nil {
		return err
	}
	return v.download(w, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "text.docx", b.Bytes())
}

// textPDF gives the text as a print, in the view that was looked at.
func (v *visit) textPDF(w http.ResponseWriter) error {
	if !readsText(v) {
		return errNotHere
	}
	t, err := v.Text()
	if err != nil {
		return err
	}
	q := v.r.URL.Query()
	look := text.Look{View: text.View(q.Get("view")), Case: v.cases()}
	switch look.View {
	case text.Clean, text.Bracketed:
	case text.ByParty:
		look.Party = q.Get("party")
	case text.Changed:
		if look.Since, _, err = v.since(t, q.Get("since")); err != nil {
			return err
		}
	default:
		look.View = text.Bracketed
	}
	var b bytes.Buffer
	if err := pdf.Write(&b, t.Look(look), pdf.Options{}); err != nil {
		return err
	}
	return v.download(w, "application/pdf", "text.pdf", b.Bytes())
}

// download sends a file to be kept.
func (v *visit) download(w http.ResponseWriter, kind, name string, data []byte) error {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, err := w.Write(data)
	if err != nil {
		v.site.Log.Debug("a download was broken off", "file", name)
	}
	return nil
}

// postText carries out what a form of the text asks for: a Word document that
// comes back, or an act of the talks.
func (v *visit) postText() (string, error) {
	if v.r.PostForm.Get("form") != "import" {
		return v.postReason()
	}
	ops, notices, err := v.imported()
	if err != nil {
		return "", err
	}
	v.notices = notices
	if len(ops) == 0 {
		return "", &mistake{"text.import.same", nil}
	}
	seq := 0
	for i := range ops {
		op := ops[i]
		ask := secretariat.Ask{Command: talks.Command{Saw: -1, Act: talks.Act{Author: v.Me.ID, For: v.For.ID, Do: talks.DoText, Op: &op}}}
		done, err := v.site.House.Do(v.ctx(), v.Talk, ask)
		if err != nil {
			return "", err
		}
		seq = done.Seq
	}
	if len(notices) == 0 {
		return v.after(seq), nil
	}
	state, err := v.site.House.State(v.ctx(), v.Talk)
	if err != nil {
		return "", err
	}
	v.state, v.View, v.folded, v.Done = state, state.View(v.Me.ID), nil, seq
	return "", nil // what is said of the file is shown once, and is in no address
}

// imported reads a Word document that was handed in, as what it puts forward, and
// what is to be said of it: what was left out or had to be guessed. All of it is
// tried on the text before any of it is sent.
func (v *visit) imported() (text.Log, []text.Notice, error) {
	if !readsText(v) {
		return nil, nil, errNotHere
	}
	f, _, err := v.r.FormFile("file")
	if err != nil {
		return nil, nil, &mistake{"text.import.none", nil}
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, word.MaxFile+1))
	if err != nil {
		return nil, nil, err
	}
	wrong := func(err error) error { return &unread{err} }
	file, notices, err := word.Read(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, nil, wrong(err)
	}
	if file.Record.Reading != "" || file.Record.Basis == "" {
		return nil, nil, &mistake{"text.import.reading", nil}
	}
	now, err := v.Text()
	if err != nil {
		return nil, nil, err
	}
	at := func(basis string) (*text.Text, error) {
		log, err := v.View.Text.Until(basis)
		if err != nil {
			return nil, &mistake{"text.import.other", nil}
		}
		return text.Fold(log)
	}
	sent, err := at(file.Record.Basis)
	if err != nil {
		return nil, nil, err
	}
	by := text.Op{Author: v.Me.ID, For: v.acting().Party, Basis: file.Record.Basis}
	back := word.Back{Sent: sent, Now: now, Log: v.View.Text, Case: v.cases(), Party: by.Voice()}
	if file.Record.Since != "" {
		if back.Since, err = at(file.Record.Since); err != nil {
			return nil, nil, err
		}
	}
	r, more, err := file.Edition(back)
	if err != nil {
		return nil, nil, wrong(err)
	}
	ops, last := now.Changes(sent, r.Edition, by)
	for _, id := range r.Withdrawn {
		ops = append(ops, text.Op{Author: by.Author, For: by.For, Basis: by.Basis, Do: text.DoWithdraw, Proposal: id})
	}
	for _, x := range r.Remarks {
		ops = append(ops, text.Op{Author: by.Author, For: by.For, Basis: by.Basis, Do: text.DoComment, Point: x.Point, Words: text.Wordings{"": x.Words}})
	}
	if _, err := v.View.Text.Append(ops...); err != nil {
		return nil, nil, wrong(err)
	}
	return ops, slices.Concat(notices, more, last), nil
}

// unread says that a file could not be read, and why, for the person who sent
// it.
type unread struct{ err error }

func (u *unread) Error() string { return u.err.Error() }

// Unwrap returns what is the matter with the file.
func (u *unread) Unwrap() error { return u.err }

// isUnread reports whether the error is about a file that was handed in.
func isUnread(err error) bool { return errors.As(err, new(*unread)) }
