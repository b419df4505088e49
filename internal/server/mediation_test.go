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
	"strconv"
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
	robin.press("Come in")
	robin.write("Short name", "peace")
	robin.write("Your name", "Robin")
	robin.choose("Or an example", "peace-talks")
	robin.press("Open the talks")
	robin.follow("Russia has no head of delegation")
	m.all = []*hands{robin}
	for _, p := range []struct {
		to       **hands
		name     string
		id, seat string
		width    int64
	}{
		{&m.alex, "Alex", "alex", "Head of delegation of Russia", 1280},
		{&m.max, "Max", "max", "Head of delegation of Ukraine", 360},
		{&m.sam, "Sam", "sam", "Guarantor of European partners", 1024},
		{&m.noa, "Noa", "noa", "Observer", 768},
	} {
		robin.write("Name", p.name, "Give a seat")
		robin.write("Short name", p.id, "Give a seat")
		robin.choose("Seat", p.seat, "Give a seat")
		robin.press("Give the seat")
		robin.press("Make a link to sign in", p.name)
		invitation, err := chromedp.Run(robin, chromedp.Text(chromedp.CSS("code.link")))
		if err != nil {
			m.t.Fatal(err)
		}
		*p.to = sit(m.t, m.chrome, p.name, p.width, 800)
		(*p.to).open(invitation)
		(*p.to).press("Come in as " + p.name)
		(*p.to).reads(p.name + ", " + p.seat)
		m.all = append(m.all, *p.to)
		m.hear()
	}
}

// agreeOnRules puts rules forward, which both heads agree to.
func (m *mediation) agreeOnRules() {
	m.robin.page("Where we stand")
	m.robin.follow("Put rules of the talks forward")
	m.robin.write("Hours that a silence procedure runs at least", "72")
	m.robin.pick("who has signed")
	m.robin.pick("Is there a package that all could accept, and how many?")
	m.robin.press("Put these rules forward")
	m.hear()
	// A link for another device of the mediator's stays to be copied, whatever others
	// do meanwhile: it is shown this once.
	m.robin.page("People")
	m.robin.press("Make a link to sign in", "Robin")
	for _, head := range []*hands{m.alex, m.max} {
		head.follow("Agree to the rules of the talks") // which the board has told them of by itself
		head.press("We agree to these rules")
		head.page("Where we stand")
		m.hear(m.robin)
	}
	m.robin.reads("Something has happened.", "This link signs Robin in, once.", m.x.URL()+"in/")
	m.noa.page("Rules of the talks")
	m.noa.reads("72 hours at least", "who has signed")
}

// meet opens a round.
func (m *mediation) meet() {
	m.robin.page("Rounds")
	m.robin.tap("Open a round")
	m.robin.write("Date", m.x.clock.Now().Format("2006-01-02"))
	m.robin.write("Place", "A neutral place")
	m.robin.write("Agenda", "How we work\nGuarantees")
	m.robin.press("Open the round")
	m.hear()
	for _, p := range []*hands{m.alex, m.max, m.sam} {
		p.reads("A neutral place", "a meeting is open")
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
			p.press("Keep and go on")
		}
	}
	write := func(label, words string) func(p *hands) { return func(p *hands) { p.write(label, words) } }
	pick := func(words string, near ...string) func(p *hands) { return func(p *hands) { p.pick(words, near...) } }
	m.answer(m.max, []reply{
		{"What do you want to be safe from", keep(write("Concern 1", "Security that lasts"))},
		{"Territory in the four regions: which", keep(pick("Never", "Ukraine relinquishes control"), pick("Acceptable", "Ukraine does not relinquish control"))},
		{"Why never", keep(write("Because", "The constitution does not allow it."))},
		{"Ukraine's NATO aspiration: which", keep(pick("Only if …", "Ukraine forgoes the aspiration"), pick("Acceptable", "Ukraine keeps the aspiration"))},
		{"You could accept that", keep(func(p *hands) { p.pick("Guarantees are given", "Western security guarantees") })},
		{"Ukraine's NATO aspiration: how important", func(p *hands) { p.press("Important") }},
		{"Western security guarantees: how important", func(p *hands) { p.press("Vital") }},
	})
	m.answer(m.alex, []reply{
		{"Territory in the four regions: which", keep(pick("Acceptable", "Ukraine relinquishes control"), pick("Never", "Ukraine does not relinquish control"))},
		{"Why never", keep(write("Because", "It is a precondition."))},
	})
	m.robin.reads("Russia: submitted", "Ukraine: submitted") // which the page was told
}

// answer answers the questions of my position, and submits.
func (m *mediation) answer(p *hands, replies []reply) {
	p.follow("Say what your side needs")
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
			p.press("What we have said so far")
		case i >= 0:
			replies[i].give(p)
			given++
		default:
			p.press("Skip: we do not say")
		}
	}
	if given < len(replies) {
		p.lost("%s gave %d answers of %d", p.name, given, len(replies))
	}
	p.reads("As the other side would see it")
	p.press("Submit our position")
	p.reads("It is on record")
	m.hear()
}

// reject: a proposal is tabled, and rejected over territory.
func (m *mediation) reject() {
	m.alex.page("Where we stand")
	m.max.page("Proposals")
	m.max.tap("Table a proposal")
	m.max.pick("Ukraine does not relinquish control")
	m.max.pick("Ukraine forgoes the aspiration")
	m.max.pick("Guarantees are given")
	m.max.write("What you say with it", "One for the other.")
	m.max.press("Table it")
	m.hear()
	m.alex.follow("Answer 1 proposal")
	m.alex.tap("Answer")
	m.alex.choose("My answer is to", "Territory in the four regions")
	m.alex.write("Why, in a sentence", "Control is what we ask for.")
	m.alex.press("Reject")
	m.hear()
	m.max.reads("Rejected", "Control is what we ask for.")
}

// bridge: the mediator looks at the deadlock, has packages ticked in the dark, and
// tables what all could live with.
func (m *mediation) bridge() {
	m.robin.page("Deadlock")
	m.robin.reads("Hard clash")
	m.robin.page("Blind acceptance")
	m.robin.tap("Two to five packages")
	for i, pick := range [][]string{{"Ukraine keeps the aspiration", "No guarantees are given"}, {"Ukraine forgoes the aspiration", "Guarantees are given"}} {
		near := "Package " + strconv.Itoa(i+1)
		m.robin.choose("Ukraine's NATO aspiration", pick[0], near)
		m.robin.choose("Western security guarantees", pick[1], near)
	}
	m.robin.press("Put them to blind acceptance")
	m.hear()
	for _, head := range []*hands{m.alex, m.max} {
		head.page("Where we stand")
		head.follow("Tick which packages you could live with")
		head.pick("package 2")
		head.pick("I have read what the result will tell.")
		head.press("Seal my ticks")
		m.hear()
	}
	m.robin.press("Find the result")
	m.hear()
	for _, p := range []*hands{m.robin, m.alex, m.max} {
		p.reads("All could live with package 2.", "Nobody has consented to anything by this.")
	}
	m.alex.page("Where we stand")
	m.max.page("Where we stand")
	m.robin.press("Table it as a proposal")
	m.robin.press("Table it")
	m.hear()
	m.alex.follow("Answer 1 proposal")
	m.alex.tap("Answer", "p2")
	m.alex.press("Accept", "p2")
	m.hear()
	m.max.follow("Answer 1 proposal")
	m.max.tap("Answer", "p2")
	m.max.write("If ad referendum", m.x.clock.Now().AddDate(0, 0, 3).Format("2006-01-02"), "p2")
	m.max.press("Accept, ad referendum", "p2")
	m.hear()
	m.alex.reads("accepts ad referendum by Max until")
	m.robin.reads("accepts ad referendum by Max until")
	m.sam.page("Proposals")
	m.noa.page("Proposals")
}

// draft: the mediator drafts a way around what nobody concedes, settles in the
// text what is agreed, and issues the draft, to which one side agrees ad
// referendum.
func (m *mediation) draft() {
	m.robin.page("Deadlock")
	m.robin.tap("Territory in the four regions")
	m.robin.press("Draft this option …", "Left open until an agreed date")
	m.robin.write("Heading", "Territory, later", "Put the new point forward")
	m.robin.write("The words", "The parties go on talking about the four regions, without prejudice to any claim.", "Put the new point forward")
	m.robin.press("Put the new point forward")
	m.hear()
	for _, point := range []string{"Territory in the four regions", "Forces in the contested areas", "Territory"} {
		m.robin.page("The text")
		m.robin.press("Work on this point", point)
		m.robin.press("Take it out", "It stays on record, and in view")
	}
	for _, c := range [][]string{{"Ukraine's NATO aspiration", "Ukraine forgoes the aspiration"}, {"Western security guarantees", "Guarantees are given"}, {"Reconstruction", "The plan on which agreement is reported"}} {
		m.robin.page("The text")
		m.robin.press("Work on this point", c[0])
		m.robin.press("Take this", c[1])
	}
	m.robin.page("The text")
	m.robin.press("Issue the draft", "The text as it is now becomes the draft")
	m.hear()
	m.see()
}

// see: both delegations say that they have the draft before them.
func (m *mediation) see() {
	for _, head := range []*hands{m.alex, m.max} {
		head.page("Where we stand")
		head.follow("See what is new in")
		head.press("We have it before us")
		m.hear()
	}
}

// breakSilence: silence is proposed, and broken.
func (m *mediation) breakSilence() {
	for _, p := range m.all {
		p.page("Silence clock")
	}
	m.robin.press("Propose it")
	m.hear()
	m.robin.press("Circulate: silence runs from now")
	m.hear()
	for _, p := range m.all {
		p.reads("running")
	}
	m.alex.write("Objection", "It has to say until when.")
	m.alex.write("Or what should be changed", "Add a date.")
	m.alex.press("Break the silence")
	m.hear()
	for _, p := range m.all {
		p.reads("broken", "It has to say until when.", "Add a date.")
	}
	m.alex.page("The text")
	m.alex.press("Work on this point", "Territory, later")
	m.alex.write("The words", "The parties go on talking about the four regions until the end of the year, without prejudice to any claim.", "Put it forward")
	m.alex.press("Put it forward")
	m.hear()
	m.robin.page("Where we stand")
	m.robin.follow("Take or decline 1 change")
	m.robin.press("Work on this point", "Territory, later")
	m.robin.press("Take into the text")
	m.robin.page("The text")
	m.robin.write("Why, if it changes", "A date was asked for.")
	m.robin.press("Issue the draft", "The text as it is now becomes the draft")
	m.hear()
	m.see()
}

// keepSilence: silence runs out unbroken.
func (m *mediation) keepSilence() {
	for _, p := range m.all {
		p.page("Silence clock")
	}
	m.robin.press("Propose it")
	m.robin.press("Circulate: silence runs from now")
	m.hear()
	m.x.clock.add(97 * time.Hour)
	m.robin.page("Where we stand")
	m.robin.follow("Silence has run out: notify adoption")
	m.robin.press("Notify adoption")
	m.hear()
	for _, p := range m.all {
		p.reads("run out unbroken: adopted")
	}
	m.robin.page("Rounds")
	m.robin.press("Close the meeting")
	m.robin.write("Date", m.x.clock.Now().Format("2006-01-02"))
	m.robin.write("Place", "A neutral place")
	m.robin.press("Open the round")
	m.hear()
	m.robin.page("Where we stand")
	m.robin.follow("Announce what was adopted by silence")
	m.robin.press("Announce at this meeting")
	m.hear()
	for _, p := range m.all {
		p.reads("adopted and announced")
	}
}

// conclude: statements are attached, and both delegations initial and sign.
func (m *mediation) conclude() {
	for _, p := range m.all {
		p.page("Signing")
	}
	for _, p := range []*hands{m.max, m.sam} {
		p.write("How you read it, or what you reserve", "We read it as "+p.name+" does.")
		p.press("Attach it")
		m.hear()
	}
	for _, head := range []*hands{m.alex, m.max} {
		head.pick("I have Rev.2 before me and have read it.")
		head.press("Initial Rev.2")
		m.hear()
	}
	for _, head := range []*hands{m.alex, m.max} {
		head.pick("I have Rev.2 before me and have read it.")
		head.press("Sign Rev.2 for our side")
		m.hear()
	}
	for _, p := range m.all {
		p.reads("Signed", "★ Alex", "★ Max", "We read it as Sam does.")
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
	m.max.page("Journal")
	m.max.tap("Receipt", "Max signed Rev.2")
	receipt, err := chromedp.Run(m.max, chromedp.Evaluate[string]("[...document.querySelectorAll('details[open] code')].map(e => e.innerText).join(' ')"))
	if err != nil || receipt == "" {
		m.max.lost("Max does not find the receipt: %q, %v", receipt, err)
	}
	m.max.page("Signing")
	for _, p := range m.all {
		hash, err := chromedp.Run(p, chromedp.Text(chromedp.CSS("code.hash")))
		if err != nil {
			m.t.Fatal(err)
		}
		files := unzipped(m.t, p.download("Download the pack"))
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
