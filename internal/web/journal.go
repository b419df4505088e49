package web

import (
	"bytes"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"time"

	"parley/internal/secretariat"
	"parley/ledger"
	"parley/talks"
	"parley/text"
	"parley/verify"
)

var journalPage = page{name: "journal", group: "record", show: (*visit).journal, post: (*visit).postJournal,
	files: map[string]func(v *visit, w http.ResponseWriter) error{"GET /talks/{talk}/journal.txt": (*visit).journalFile}}

// journal is what happened, the newest first, as far as the visitor may see.
type journal struct {
	Days    []journalDay
	Older   string // the address of what was before; empty: that is all
	Newer   string
	Check   *Form
	Checked *checked
	Auditor bool
	Sealed  []talks.Sealed // for an auditor: every commitment
}

type journalDay struct {
	Day     string
	Entries []journalEntry
}

// journalEntry is an event in words, or a stretch of numbers that hold what is
// confidential to others.
type journalEntry struct {
	Seq     int
	Until   int // of a stretch: its last number; 0: it is an event
	Clock   string
	Stamp   string // RFC 3339
	Says    template.HTML
	Because string
	Quote   string
	Path    string // where it is seen
	Sealed  bool   // something was sealed with it that the visitor may open
	Content string // what, when it was asked for
	Receipt string
	Entered bool
}

// checked is what came of checking the journal.
type checked struct {
	Sound   bool
	Entries int64
	Faults  []template.HTML
	Receipt string        // a receipt that was given
	Met     bool          // and is one of this journal
	Wrong   template.HTML // what is wrong with how it was typed
}

// perPage is how many events are shown at once.
const perPage = 100

func (v *visit) journal() (any, error) {
	x := &journal{Check: v.plain("check"), Checked: v.checked}
	if v.Me.Seat == talks.Auditor {
		x.Auditor, x.Sealed = true, v.View.Sealed
		return x, nil
	}
	q := v.r.URL.Query()
	last := v.View.Seq
	if n, err := strconv.Atoi(q.Get("until")); err == nil && 0 < n && n < last {
		last = n
	}
	if n, err := strconv.Atoi(q.Get("event")); err == nil && 0 < n && n < last-perPage/2 {
		last = n + perPage/2
	}
	first := max(1, last-perPage+1)
	past, err := v.site.House.History(v.ctx(), v.Talk, v.Me.ID, first-1)
	if err != nil {
		return nil, err
	}
	opened, _ := strconv.Atoi(q.Get("open"))
	t, err := v.Text()
	if err != nil {
		return nil, err
	}
	var entries []journalEntry
	var times []time.Time
	next := first
	hidden := func(until int, at time.Time) {
		if next <= until {
			entries, times = append(entries, journalEntry{Seq: next, Until: until}), append(times, at)
		}
	}
	for i := range past {
		p := &past[i]
		if p.Event.Seq > last {
			break
		}
		// A stretch that is not for the visitor stands with what came before it:
		// when it was is not told.
		if len(times) > 0 {
			hidden(p.Event.Seq-1, times[len(times)-1])
		} else {
			hidden(p.Event.Seq-1, p.Written)
		}
		next = p.Event.Seq + 1
		entries, times = append(entries, v.journalEntry(t, p, opened)), append(times, p.Written)
	}
	if len(times) > 0 {
		hidden(last, times[len(times)-1])
	}
	for i, e := range slices.Backward(entries) {
		day := v.Day(times[i])
		if len(x.Days) == 0 || x.Days[len(x.Days)-1].Day != day {
			x.Days = append(x.Days, journalDay{Day: day})
		}
		d := &x.Days[len(x.Days)-1]
		d.Entries = append(d.Entries, e)
	}
	if first > 1 {
		x.Older = v.Path("journal", "until", itoa(first-1))
	}
	if last < v.View.Seq {
		x.Newer = v.Path("journal", "until", itoa(min(last+perPage, v.View.Seq)))
	}
	return x, nil
}

func (v *visit) journalEntry(t *text.Text, p *secretariat.Past, opened int) journalEntry {
	e := journalEntry{Seq: p.Event.Seq, Clock: p.Written.In(v.zone).Format("15:04"), Stamp: p.Written.UTC().Format(time.RFC3339), Says: v.told(t, &p.Event.Act, p.Event.Ops),
		Because: p.Event.Because, Receipt: p.Receipt.String(), Path: v.where(&p.Event)}
	if p.Event.Do == talks.DoEnter && p.Event.Entered != nil {
		e.Entered, e.Because = true, p.Event.Entered.Because
	}
	if slices.Contains([]talks.Do{talks.DoTable, talks.DoState, talks.DoObject, talks.DoUndertake, talks.DoReport}, p.Event.Do) {
		e.Quote = p.Event.Says
	}
	e.Sealed = slices.ContainsFunc(v.View.Sealed, func(s talks.Sealed) bool { return s.Seq == e.Seq && s.Do == talks.DoNote })
	if e.Sealed && opened == e.Seq {
		if c, err := v.site.House.Read(v.ctx(), v.Talk, v.Me.ID, e.Seq); err == nil {
			e.Content = c.Says
		}
	}
	return e
}

// told says in a sentence what was done.
func (v *visit) told(t *text.Text, a *talks.Act, ops text.Log) template.HTML {
	args := []any{"who", v.Person(a.Author), "name", a.Name, "person", v.Person(a.Person), "party", v.Party(a.Party), "proposal", a.Proposal, "silence", a.Silence,
		"blind", a.Blind, "message", a.Message, "n", max(a.Version, a.Entry, a.Level), "from", v.Party(a.From), "for", v.Person(a.For), "commitment", a.Commitment}
	key := "did." + string(a.Do)
	switch a.Do {
	case talks.DoInvite:
		args = append(args, "seat", v.seatWords(talks.Person{Seat: a.Seat, Party: a.Party}))
	case talks.DoRespond:
		args = append(args, "answer", v.Say("answer."+string(a.Answer)+".done"))
		switch {
		case a.Point != "":
			key, args = key+".point", append(args, "point", v.pointName(t, a.Point))
		case a.Issue != "":
			key, args = key+".issue", append(args, "issue", v.Issue(a.Issue))
		case a.Proposal != "":
			key += ".proposal"
		default:
			key += ".whole"
		}
	case talks.DoReopen, talks.DoState:
		if a.Point != "" {
			key, args = key+".point", append(args, "point", v.pointName(t, a.Point))
		}
	case talks.DoText:
		if len(ops) == 0 && a.Op != nil {
			ops = text.Log{*a.Op}
		}
		if len(ops) > 0 {
			op := ops[0]
			point := op.Point
			if q, ok := t.Proposal(op.Proposal); ok && point == "" {
				point = q.Op.Point
			}
			key, args = "did.text."+string(op.Do), append(args, "point", v.pointName(t, point))
			if op.Do == text.DoChoose {
				args = append(args, "issue", v.Issue(op.Issue), "choice", v.Choice(op.Issue, op.Choice))
			}
			if op.Proposed && v.words.Has(key+".proposed") {
				key += ".proposed"
			}
			if !v.words.Has(key) {
				key = "did.text"
			}
		}
	case talks.DoDraft, talks.DoSeen, talks.DoInitial, talks.DoSign:
		for _, d := range v.View.Drafts {
			if d.Hash == a.Draft {
				args = append(args, "draft", d.Name)
			}
		}
		args = append(args, "draft", "")
	case talks.DoRound:
		args = append(args, "date", v.Date(a.Date))
	case talks.DoPermit:
		args = append(args, "grade", v.Say("permit."+string(a.Grade)))
	case talks.DoForetell, talks.DoRelease:
		args = append(args, "question", v.Say("rules.ask."+v.askOf(a.Question)))
	case talks.DoUndertake:
		args = append(args, "owner", v.Party(a.Owner))
	}
	return v.T(key, args...)
}

// askOf returns what a question of the rules asks.
func (v *visit) askOf(id string) string {
	if v.View.Rules != nil {
		for _, q := range v.View.Rules.Questions {
			if q.ID == id {
				return q.Ask
			}
		}
	}
	return id
}

// where returns the address at which what happened is seen.
func (v *visit) where(e *talks.Event) string {
	switch e.Do {
	case talks.DoTable:
		return v.Path("proposals") + "#" + e.ID
	case talks.DoSilence:
		return v.Path("silence") + "#" + e.ID
	case talks.DoBlind:
		return v.Path("blind") + "#" + e.ID
	case talks.DoText:
		if len(e.Ops) > 0 && e.Ops[0].Point != "" && e.Ops[0].Do != text.DoInsert && e.Ops[0].Do != text.DoRemove {
			return v.Path("point", "point", e.Ops[0].Point)
		}
		return v.Path("text")
	case talks.DoDraft, talks.DoSeen:
		return v.Path("text", "view", "changed")
	case talks.DoRespond, talks.DoReopen, talks.DoState:
		if e.Point != "" {
			return v.Path("text") + "#point-" + e.Point
		}
		if e.Proposal != "" {
			return v.Path("proposals") + "#" + e.Proposal
		}
		return v.Path("text") + "#the-whole"
	case talks.DoMessage, talks.DoPermit, talks.DoDeliver, talks.DoReadBack:
		return v.Path("shuttle")
	case talks.DoRules, talks.DoAgree:
		return v.Path("rules")
	case talks.DoRound, talks.DoAdjourn, talks.DoLock, talks.DoForetell, talks.DoRelease:
		return v.Path("rounds")
	}
	return ""
}

// postJournal checks the journal, and a receipt where one is given.
func (v *visit) postJournal() (string, error) {
	c := &checked{Receipt: trim(v.r.PostForm, "receipt")}
	v.checked = c
	known := verify.Known{}
	if c.Receipt != "" {
		r, err := ledger.ParseReceipt(c.Receipt)
		if err != nil {
			c.Wrong = v.phrased(err)
			return "", nil
		}
		if r.Talk != v.Talk {
			return "", &mistake{"journal.receipt.other", []any{"talk", r.Talk}}
		}
		known.Receipts = []string{r.String()}
	}
	report, err := v.site.House.Verify(v.ctx(), v.Talk, known)
	if err != nil {
		return "", err
	}
	c.Sound = report.Sound()
	for _, j := range report.Journals {
		c.Entries += j.Entries
		c.Met = c.Met || len(j.Receipts) > 0
	}
	for _, f := range report.Faults {
		c.Faults = append(c.Faults, v.fault(f))
	}
	return "", nil
}

// journalFile gives the journal to keep: every entry, and of what is sealed
// what the visitor may open.
func (v *visit) journalFile(w http.ResponseWriter) error {
	var b bytes.Buffer
	if err := v.site.House.Export(v.ctx(), v.Talk, v.Me.ID, &b); err != nil {
		return err
	}
	return v.download(w, "text/plain; charset=utf-8", "journal.txt", b.Bytes())
}
