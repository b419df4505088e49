package server

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"parley/verify"
)

// The whole of a mediation, with five people at five browsers at once: the talks
// of the example peace-talks, from the link that the server prints to an
// agreement that is verified. What is said in it is invented.
func TestMediation(t *testing.T) {
	chrome := chromium(t)
	x := start(t, nil)
	m := &mediation{table: table{x: x, talk: "peace"}, t: t, chrome: chrome}
	m.invite()
	m.agreeOnRules()
	m.meet()
	m.sayWhatIsWanted()
	m.reject()
	m.bridge()
	m.draft()
	m.breakSilence()
	m.keepSilence()
	m.conclude()
	m.takeHome()
	for _, p := range m.all {
		p.within(x.URL())
	}
}

// mediation is the talks under way.
type mediation struct {
	table
	t      *testing.T
	chrome context.Context

	robin, alex, max, sam, noa *hands // the mediator, the heads of Russia and Ukraine, a guarantor, an observer
}

// invite opens the talks, gives seats, and brings everybody in by a link.
func (m *mediation) invite() {
	link, err := m.x.Link(m.t.Context())
	if err != nil {
		m.t.Fatal(err)
	}
	m.robin = sit(m.t, m.chrome, "Robin", 1440, 900)
	robin := m.robin
	robin.open(link)
	robin.press(say("door.confirm.go.house"))
	robin.write(say("door.convene.id"), "peace")
	robin.write(say("door.convene.name"), "Robin")
	robin.choose(say("door.convene.example"), "Talks to end the war between Russia and Ukraine")
	robin.press(say("door.convene.go"))
	robin.follow(say("todo.no_head", "party", "Russia"))
	m.all = []*hands{robin}
	for _, p := range []struct {
		to       **hands
		name     string
		id, seat string
		width    int64
	}{
		{&m.alex, "Alex", "alex", say("seat.of", "seat", say("seat.head"), "party", "Russia"), 1280},
		{&m.max, "Max", "max", say("seat.of", "seat", say("seat.head"), "party", "Ukraine"), 360},
		{&m.sam, "Sam", "sam", say("seat.of", "seat", say("seat.guarantor"), "party", "European partners"), 1024},
		{&m.noa, "Noa", "noa", say("seat.observer"), 768},
	} {
		robin.write(say("people.name"), p.name, say("people.invite"))
		robin.write(say("people.id"), p.id, say("people.invite"))
		robin.choose(say("people.seat"), p.seat, say("people.invite"))
		robin.press(say("people.invite.send"))
		robin.press(say("people.link"), p.name)
		invitation, err := chromedp.Run(robin, chromedp.Text(chromedp.CSS("code.link")))
		if err != nil {
			m.t.Fatal(err)
		}
		*p.to = sit(m.t, m.chrome, p.name, p.width, 800)
		(*p.to).open(invitation)
		(*p.to).press(say("door.confirm.go", "name", p.name))
		(*p.to).reads(p.name + ", " + p.seat)
		m.all = append(m.all, *p.to)
		m.hear()
	}
}

// agreeOnRules puts rules forward, which both heads agree to.
func (m *mediation) agreeOnRules() {
	m.robin.page(say("board.title"))
	m.robin.follow(say("todo.no_rules"))
	m.robin.write(say("rules.silence"), "72")
	m.robin.pick(say("rules.public.signatures"))
	m.robin.pick(say("rules.ask.zone"))
	m.robin.press(say("rules.put.send"))
	m.hear()
	// A link for another device of the mediator's stays to be copied, whatever others
	// do meanwhile: it is shown this once.
	m.robin.page(say("people.title"))
	m.robin.press(say("people.link"), "Robin")
	for _, head := range []*hands{m.alex, m.max} {
		head.follow(say("todo.rules")) // which the board has told them of by itself
		head.press(say("rules.agree"))
		head.page(say("board.title"))
		m.hear(m.robin)
	}
	m.robin.reads(say("live.updated"), say("people.link.made", "name", "Robin"), m.x.URL()+"in/")
	m.noa.page(say("rules.title"))
	m.noa.reads(say("rules.hours", "n", 72), say("rules.public.signatures"))
}

// meet opens a round.
func (m *mediation) meet() {
	m.robin.page(say("rounds.title"))
	m.robin.tap(say("rounds.open"))
	m.robin.write(say("rounds.date"), m.x.clock.Now().Format("2006-01-02"))
	m.robin.write(say("rounds.place"), "A neutral place")
	m.robin.write(say("rounds.agenda"), "How we work\nGuarantees")
	m.robin.press(say("rounds.open.send"))
	m.hear()
	for _, p := range []*hands{m.alex, m.max, m.sam} {
		p.reads("A neutral place", say("board.meeting"))
	}
}

// reply is how somebody answers the questions that begin with these words.
type reply struct {
	question string
	give     func(p *hands)
}

// sayWhatIsWanted: both heads answer questions, each in their own words, and skip
// what they would rather not say.
func (m *mediation) sayWhatIsWanted() {
	keep := func(steps ...func(p *hands)) func(p *hands) {
		return func(p *hands) {
			for _, s := range steps {
				s(p)
			}
			p.press(say("position.keep"))
		}
	}
	write := func(label, words string) func(p *hands) { return func(p *hands) { p.write(label, words) } }
	pick := func(words string, near ...string) func(p *hands) { return func(p *hands) { p.pick(words, near...) } }
	m.answer(m.max, []reply{
		{say("position.ask.interests"), keep(write(say("position.interest")+" 1", "Security that lasts"))},
		{say("position.ask.stance", "issue", "Territory in the four regions"), keep(pick(say("position.stance.never"), "Ukraine relinquishes control"), pick(say("position.stance.acceptable"), "Ukraine does not relinquish control"))},
		{says("position.ask.reason", "what"), keep(write(say("position.because"), "The constitution does not allow it."))},
		{say("position.ask.stance", "issue", "Ukraine's NATO aspiration"), keep(pick(say("position.stance.only_if"), "Ukraine forgoes the aspiration"), pick(say("position.stance.acceptable"), "Ukraine keeps the aspiration"))},
		{says("position.ask.condition", "what"), keep(func(p *hands) { p.pick("Guarantees are given", "Western security guarantees") })},
		{say("position.ask.importance", "issue", "Ukraine's NATO aspiration"), func(p *hands) { p.press(say("position.word.important")) }},
		{say("position.ask.importance", "issue", "Western security guarantees"), func(p *hands) { p.press(say("position.word.vital")) }},
	})
	m.answer(m.alex, []reply{
		{say("position.ask.stance", "issue", "Territory in the four regions"), keep(pick(say("position.stance.acceptable"), "Ukraine relinquishes control"), pick(say("position.stance.never"), "Ukraine does not relinquish control"))},
		{says("position.ask.reason", "what"), keep(write(say("position.because"), "It is a precondition."))},
	})
	m.robin.reads("Russia: "+say("rounds.there"), "Ukraine: "+say("rounds.there")) // which the page was told
}

// answer answers the questions of my position, and submits.
func (m *mediation) answer(p *hands, replies []reply) {
	p.follow(say("todo.position"))
	given := 0
	for n := 0; ; n++ {
		q := p.asked()
		if q == "" {
			break
		}
		i := slices.IndexFunc(replies, func(a reply) bool { return strings.HasPrefix(q, a.question) })
		switch {
		case n > 60:
			p.lost("%s is asked %q, and no end is in sight", p.name, q)
		case given == len(replies): // the rest another day
			p.press(say("position.review"))
		case i >= 0:
			replies[i].give(p)
			given++
		default:
			p.press(say("position.skip"))
		}
	}
	if given < len(replies) {
		p.lost("%s gave %d answers of %d", p.name, given, len(replies))
	}
	p.reads(say("position.others"))
	p.press(say("position.submit.send"))
	p.reads(says("done", "n"))
	m.hear()
}

// reject: a proposal is tabled, and rejected over territory.
func (m *mediation) reject() {
	m.alex.page(say("board.title"))
	m.max.page(say("proposals.title"))
	m.max.tap(say("proposals.table"))
	m.max.pick("Ukraine does not relinquish control")
	m.max.pick("Ukraine forgoes the aspiration")
	m.max.pick("Guarantees are given")
	m.max.write(say("proposals.words"), "One for the other.")
	m.max.press(say("proposals.send"))
	m.hear()
	m.alex.follow(say("todo.proposals", "n", 1))
	m.alex.tap(say("answer"))
	m.alex.choose(say("proposals.about"), "Territory in the four regions")
	m.alex.write(say("answer.because"), "Control is what we ask for.")
	m.alex.press(say("answer.reject"))
	m.hear()
	m.max.reads(say("status.rejected"), "Control is what we ask for.")
}

// bridge: the mediator looks at the deadlock, has packages ticked in the dark, and
// tables what all could live with.
func (m *mediation) bridge() {
	m.robin.page(say("deadlock.title"))
	m.robin.reads(say("deadlock.clashes"))
	m.robin.page(say("blind.title"))
	m.robin.tap(say("blind.put.open"))
	for i, pick := range [][]string{{"Ukraine keeps the aspiration", "No guarantees are given"}, {"Ukraine forgoes the aspiration", "Guarantees are given"}} {
		near := say("blind.package", "n", i+1)
		m.robin.choose("Ukraine's NATO aspiration", pick[0], near)
		m.robin.choose("Western security guarantees", pick[1], near)
	}
	m.robin.press(say("blind.put.send"))
	m.hear()
	for _, head := range []*hands{m.alex, m.max} {
		head.page(say("board.title"))
		head.follow(say("todo.blind"))
		head.pick(say("blind.couldlive", "n", 2))
		head.pick(say("blind.told"))
		head.press(say("blind.seal"))
		m.hear()
	}
	m.robin.press(say("blind.reveal"))
	m.hear()
	for _, p := range []*hands{m.robin, m.alex, m.max} {
		p.reads(say("blind.common", "n", 2), say("blind.noconsent"))
	}
	m.alex.page(say("board.title"))
	m.max.page(say("board.title"))
	m.robin.press(say("blind.table"))
	m.robin.press(say("proposals.send"))
	m.hear()
	m.alex.follow(say("todo.proposals", "n", 1))
	m.alex.tap(say("answer"), "p2")
	m.alex.press(say("answer.accept"), "p2")
	m.hear()
	m.max.follow(say("todo.proposals", "n", 1))
	m.max.tap(say("answer"), "p2")
	m.max.write(say("answer.until"), m.x.clock.Now().AddDate(0, 0, 3).Format("2006-01-02"), "p2")
	m.max.press(say("answer.ad_referendum"), "p2")
	m.hear()
	m.alex.reads(say("answer.ad_referendum.done") + " " + say("by", "name", "Max"))
	m.robin.reads(say("answer.ad_referendum.done") + " " + say("by", "name", "Max"))
	m.sam.page(say("proposals.title"))
	m.noa.page(say("proposals.title"))
}

// draft: the mediator drafts a way around what nobody concedes, settles in the
// text what is agreed, and issues the draft, to which one side agrees ad
// referendum.
func (m *mediation) draft() {
	m.robin.page(say("deadlock.title"))
	m.robin.tap("Territory in the four regions")
	m.robin.press(say("deadlock.draft"), say("technique.defer.words"))
	m.robin.write(say("point.heading"), "Territory, later", say("point.insert.send"))
	m.robin.write(say("point.words"), "The parties go on talking about the four regions, without prejudice to any claim.", say("point.insert.send"))
	m.robin.press(say("point.insert.send"))
	m.hear()
	for _, point := range []string{"Territory in the four regions", "Forces in the contested areas", "Territory"} {
		m.robin.page(say("text.title"))
		m.robin.press(say("text.work"), point)
		m.robin.press(say("point.remove.send"), say("point.remove.says"))
	}
	for _, c := range [][]string{{"Ukraine's NATO aspiration", "Ukraine forgoes the aspiration"}, {"Western security guarantees", "Guarantees are given"}, {"Reconstruction", "The plan on which agreement is reported"}} {
		m.robin.page(say("text.title"))
		m.robin.press(say("text.work"), c[0])
		m.robin.press(say("point.choose"), c[1])
	}
	m.robin.page(say("text.title"))
	m.robin.press(say("text.issue.send"), say("text.issue.says"))
	m.hear()
	m.see()
}

// see: both delegations say that they have the draft before them.
func (m *mediation) see() {
	for _, head := range []*hands{m.alex, m.max} {
		head.page(say("board.title"))
		head.follow(says("todo.draft", "draft"))
		head.press(say("text.seen"))
		m.hear()
	}
}

// breakSilence: silence is proposed, and broken.
func (m *mediation) breakSilence() {
	for _, p := range m.all {
		p.page(say("silence.title"))
	}
	m.robin.press(say("silence.propose.send"))
	m.hear()
	m.robin.press(say("silence.circulate"))
	m.hear()
	for _, p := range m.all {
		p.reads(say("silence.stage.running"))
	}
	m.alex.write(say("silence.because"), "It has to say until when.")
	m.alex.write(say("silence.amend"), "Add a date.")
	m.alex.press(say("silence.break.send"))
	m.hear()
	for _, p := range m.all {
		p.reads(say("silence.stage.broken"), "It has to say until when.", "Add a date.")
	}
	m.alex.page(say("text.title"))
	m.alex.press(say("text.work"), "Territory, later")
	m.alex.write(say("point.words"), "The parties go on talking about the four regions until the end of the year, without prejudice to any claim.", say("point.propose.send"))
	m.alex.press(say("point.propose.send"))
	m.hear()
	m.robin.page(say("board.title"))
	m.robin.follow(say("todo.pending", "n", 1))
	m.robin.press(say("text.work"), "Territory, later")
	m.robin.press(say("point.take"))
	m.robin.page(say("text.title"))
	m.robin.write(say("text.issue.because"), "A date was asked for.")
	m.robin.press(say("text.issue.send"), say("text.issue.says"))
	m.hear()
	m.see()
}

// keepSilence: silence runs out unbroken.
func (m *mediation) keepSilence() {
	for _, p := range m.all {
		p.page(say("silence.title"))
	}
	m.robin.press(say("silence.propose.send"))
	m.robin.press(say("silence.circulate"))
	m.hear()
	m.x.clock.add(97 * time.Hour)
	m.robin.page(say("board.title"))
	m.robin.follow(say("todo.conclude"))
	m.robin.press(say("silence.conclude"))
	m.hear()
	for _, p := range m.all {
		p.reads(say("silence.stage.adopted"))
	}
	m.robin.page(say("rounds.title"))
	m.robin.press(say("rounds.adjourn"))
	m.robin.write(say("rounds.date"), m.x.clock.Now().Format("2006-01-02"))
	m.robin.write(say("rounds.place"), "A neutral place")
	m.robin.press(say("rounds.open.send"))
	m.hear()
	m.robin.page(say("board.title"))
	m.robin.follow(say("todo.announce"))
	m.robin.press(say("silence.announce"))
	m.hear()
	for _, p := range m.all {
		p.reads(say("silence.stage.announced"))
	}
}

// conclude: statements are attached, and both delegations initial and sign.
func (m *mediation) conclude() {
	for _, p := range m.all {
		p.page(say("signing.title"))
	}
	for _, p := range []*hands{m.max, m.sam} {
		p.write(say("point.state.words"), "We read it as "+p.name+" does.")
		p.press(say("point.state.send"))
		m.hear()
	}
	for _, head := range []*hands{m.alex, m.max} {
		head.pick(say("signing.read", "draft", "Rev.2"))
		head.press(say("signing.initial", "draft", "Rev.2"))
		m.hear()
	}
	for _, head := range []*hands{m.alex, m.max} {
		head.pick(say("signing.read", "draft", "Rev.2"))
		head.press(say("signing.sign", "draft", "Rev.2"))
		m.hear()
	}
	for _, p := range m.all {
		p.reads(say("status.signed"), "★ Alex", "★ Max", "We read it as Sam does.")
	}
}

// takeHome: everybody takes the agreement along, and it is verified without the
// server: by package verify, and by the program.
func (m *mediation) takeHome() {
	parley := filepath.Join(m.t.TempDir(), "parley")
	if out, err := exec.Command("go", "build", "-o", parley, "parley/cmd/parley").CombinedOutput(); err != nil {
		m.t.Fatalf("%v\n%s", err, out)
	}
	// Max keeps the receipt of the signature.
	m.max.page(say("journal.title"))
	m.max.tap(say("done.receipt"), say("did.sign", "who", "Max", "draft", "Rev.2"))
	receipt, err := chromedp.Run(m.max, chromedp.Evaluate[string]("[...document.querySelectorAll('details[open] code')].map(e => e.innerText).join(' ')"))
	if err != nil || receipt == "" {
		m.max.lost("Max does not find the receipt: %q, %v", receipt, err)
	}
	m.max.page(say("signing.title"))
	for _, p := range m.all {
		hash, err := chromedp.Run(p, chromedp.Text(chromedp.CSS("code.hash")))
		if err != nil {
			m.t.Fatal(err)
		}
		files := unzipped(m.t, p.download(say("signing.pack.get")))
		sum := sha256.Sum256(files["text.json"])
		if hex.EncodeToString(sum[:]) != hash {
			m.t.Errorf("%s sees that %s was signed, and the text has %x", p.name, hash, sum)
		}
		if !bytes.Contains(files["text.json"], []byte("until the end of the year")) || !bytes.Contains(files["journal.txt"], []byte(hash)) {
			m.t.Errorf("the text of %s is not what was agreed, or not what the journal names", p.name)
		}
		report, err := verify.Journals(m.t.Context(), bytes.NewReader(files["journal.txt"]), verify.Known{})
		if err != nil || !report.Sound() || len(report.Journals) != 1 {
			m.t.Errorf("the journal of %s: %v, %+v", p.name, err, report)
		}
		file := filepath.Join(m.t.TempDir(), "journal.txt")
		for _, c := range []struct {
			data []byte
			code int
		}{{files["journal.txt"], 0}, {bytes.Replace(files["journal.txt"], []byte(hash), []byte(strings.Repeat("0", 64)), 1), 1}} {
			if err := os.WriteFile(file, c.data, 0o600); err != nil {
				m.t.Fatal(err)
			}
			run := exec.Command(parley, "verify", file, "--receipt", receipt)
			if out, _ := run.CombinedOutput(); run.ProcessState.ExitCode() != c.code {
				m.t.Errorf("parley verify on the journal of %s ends with %d, and not with %d\n%s", p.name, run.ProcessState.ExitCode(), c.code, out)
			}
		}
	}
}

// unzipped is what lies in a zip file.
func unzipped(t *testing.T, data []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		_ = r.Close()
	}
	return files
}
