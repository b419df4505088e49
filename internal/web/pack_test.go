package web

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/casefile"
	"parley/internal/secretariat"
	"parley/talks"
	"parley/verify"
)

// secretly has both sides submit positions that hold the words wherever a
// position holds words, and say them in notes and in a message.
func (h *room) secretly(t *testing.T, words string) *room {
	t.Helper()
	file, err := casefile.Open("../../examples/spring-folder")
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []struct{ person, party string }{{"ann", "north"}, {"sam", "south"}} {
		p := *file.Case.Position(who.party)
		p.About = words
		p.Interests = append(slices.Clip(p.Interests), parley.Interest{Text: words})
		p.Never = append(slices.Clip(p.Never), parley.Demand{Kind: parley.RedLine, Pattern: parley.Patterns{{{Issue: "water", Options: []string{"meter"}}}},
			Basis: words, Owner: words, Note: parley.Note{Because: words}})
		if p.Fallback != nil {
			f := *p.Fallback
			f.Because = words
			p.Fallback = &f
		}
		p.Brackets = slices.Clone(p.Brackets)
		for i := range p.Brackets {
			p.Brackets[i].Because = words
		}
		h.seal(t, who.person, talks.Act{Do: talks.DoSubmit}, &secretariat.Content{Position: &p})
		h.seal(t, who.person, talks.Act{Do: talks.DoNote, Party: who.party, Grade: parley.GradeParty}, &secretariat.Content{Says: words})
	}
	h.seal(t, "chair", talks.Act{Do: talks.DoNote, Party: "north", Grade: parley.GradeMediator}, &secretariat.Content{Says: words})
	h.seal(t, "ann", talks.Act{Do: talks.DoMessage, From: "north", To: []string{"south"}}, &secretariat.Content{Says: words})
	return h
}

// signed goes on from a clean draft until all have signed it.
func (h *room) signed(t *testing.T) *room {
	t.Helper()
	s := h.state(t)
	hash := s.Drafts[len(s.Drafts)-1].Hash
	for _, a := range []talks.Act{{Do: talks.DoSeen, Draft: hash}, {Do: talks.DoRespond, Draft: hash, Answer: talks.Accept}, {Do: talks.DoInitial, Draft: hash}, {Do: talks.DoSign, Draft: hash}} {
		for _, who := range []string{"ann", "sam"} {
			h.must(t, who, a)
		}
	}
	return h
}

// unpacked returns every file of a zip, with those of archives within it.
func unpacked(t *testing.T, name string, data []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	all := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[name+f.Name] = body
		if strings.HasSuffix(f.Name, ".docx") {
			for inner, b := range unpacked(t, name+f.Name+"/", body) {
				all[inner] = b
			}
		}
		if strings.HasSuffix(f.Name, ".pdf") {
			all[name+f.Name+"/streams"] = inflated(body)
		}
	}
	return all
}

// inflated returns what the compressed streams of a PDF hold.
func inflated(pdf []byte) []byte {
	var all bytes.Buffer
	for _, s := range bytes.Split(pdf, []byte("stream\n")) {
		if r, err := zlib.NewReader(bytes.NewReader(s)); err == nil {
			_, _ = io.Copy(&all, r) // what is no stream ends in an error
		}
	}
	return all.Bytes()
}

// Fails if the agreement pack holds anything that anybody kept back, whoever
// takes it along, or if it cannot be checked by what it says itself.
func TestPack(t *testing.T) {
	const canary = "zzcanaryzz"
	h := spring(t).agreed(t).secretly(t, canary).clean(t).signed(t)
	hash := h.state(t).Drafts[len(h.state(t).Drafts)-1].Hash
	site := serve(t, h)
	for _, who := range []string{"chair", "ann", "sam", "nia", "olu"} {
		b := browser{t, site, who, "en"}
		packed := b.get("/talks/spring/agreement.zip")
		if again := b.get("/talks/spring/agreement.zip"); again != packed {
			t.Errorf("%s gets other bytes the second time", who)
		}
		files := unpacked(t, "", []byte(packed))
		for name, body := range files {
			for _, form := range []string{canary, strings.ToUpper(canary), hex.EncodeToString([]byte(canary)), "enpjYW5hcnl6e", "\x00z\x00z\x00c\x00a\x00n\x00a\x00r\x00y"} {
				if bytes.Contains(body, []byte(form)) {
					t.Errorf("%s of the pack for %s holds what somebody kept back", name, who)
				}
			}
		}
		if streams := files["text.pdf/streams"]; len(streams) < 1000 {
			t.Errorf("the print has %d bytes of streams: the canary could not be found in it", len(streams))
		}
		sum := sha256.Sum256(files["text.json"])
		if hex.EncodeToString(sum[:]) != hash {
			t.Errorf("text.json is %x, and what was signed is %s", sum, hash)
		}
		if !strings.HasPrefix(string(files["text.sha256"]), hash+"  text.json\n") {
			t.Errorf("text.sha256 says %q", files["text.sha256"])
		}
		report, err := verify.Journals(context.Background(), bytes.NewReader(files["journal.txt"]), verify.Known{})
		if err != nil || !report.Sound() || len(report.Journals) != 1 {
			t.Errorf("the journal in the pack for %s: %v, %+v", who, err, report)
		}
		broken := bytes.Replace(files["journal.txt"], []byte(hash), []byte(strings.Repeat("0", 64)), 1)
		if bytes.Equal(broken, files["journal.txt"]) {
			t.Error("the journal does not name the draft that was signed")
		}
		if report, err := verify.Journals(context.Background(), bytes.NewReader(broken), verify.Known{}); err == nil && report.Sound() {
			t.Error("a journal in which another draft was signed is called sound")
		}
		for _, want := range []string{"parley verify journal.txt", hash, "Ann of North", "Sam of South"} {
			if !strings.Contains(string(files["README.txt"]), want) {
				t.Errorf("the README does not say %s:\n%s", want, files["README.txt"])
			}
		}
	}
	for _, who := range []string{"", "nobody", "ada"} {
		if code, _, _ := (browser{t, site, who, "en"}).ask("GET", "/talks/spring/agreement.zip", nil); code != http.StatusNotFound {
			t.Errorf("%q takes the agreement along: status %d", who, code)
		}
	}
}

// Fails if the pack, its journal aside, depends on what anybody keeps back. The
// journal holds commitments, which differ.
func TestPackTwins(t *testing.T) {
	one := serve(t, spring(t).agreed(t).secretly(t, "short").clean(t).signed(t))
	two := serve(t, spring(t).agreed(t).secretly(t, strings.Repeat("a good deal longer ", 30)).clean(t).signed(t))
	for _, who := range []string{"chair", "ann", "sam", "olu"} {
		x := unpacked(t, "", []byte(browser{t, one, who, "fr"}.get("/talks/spring/agreement.zip")))
		y := unpacked(t, "", []byte(browser{t, two, who, "fr"}.get("/talks/spring/agreement.zip")))
		for name, body := range x {
			if name != "journal.txt" && !bytes.Equal(body, y[name]) {
				t.Errorf("%s in the pack for %s depends on what is kept back", name, who)
			}
		}
		if len(x) != len(y) || len(x) < 7 {
			t.Errorf("the packs for %s hold %d and %d files", who, len(x), len(y))
		}
	}
}

// Fails if what strangers see says more than the rules make public: names of
// people, words of anybody, what was proposed or answered.
func TestPublicCanary(t *testing.T) {
	const canary = "zzcanaryzz"
	h := spring(t).agreed(t).secretly(t, canary)
	h.must(t, "ann", talks.Act{Do: talks.DoTable, Package: []talks.Item{{Issue: "water", Choices: []string{"half"}}}, Says: canary})
	h.must(t, "sam", talks.Act{Do: talks.DoState, Says: canary})
	h.must(t, "sam", talks.Act{Do: talks.DoRespond, Proposal: "p1", Answer: talks.Reject, Because: canary})
	site := serve(t, h)
	stranger := browser{t, site, "", "en"}
	for _, page := range []string{"public", "feed.atom"} {
		body := stranger.get("/talks/spring/" + page)
		for _, not := range []string{canary, "Ann of North", "Sam of South", "Dr Mediator", "Nia", "Half each", `data-seq="` + itoa(h.state(t).Seq) + `"`} {
			if strings.Contains(body, not) {
				t.Errorf("%s says %s to everybody", page, not)
			}
		}
	}
}

// Fails if what strangers see depends on anything but what the rules make
// public: that there are more events, that somebody proposed, what is kept back.
func TestPublicTwins(t *testing.T) {
	quiet := spring(t).agreed(t)
	busy := spring(t).agreed(t).secretly(t, "much")
	busy.must(t, "ann", talks.Act{Do: talks.DoTable, Package: []talks.Item{{Issue: "water", Choices: []string{"half"}}}})
	one, two := serve(t, quiet), serve(t, busy)
	for _, page := range []string{"public", "feed.atom"} {
		x, y := (browser{t, one, "", "en"}).get("/talks/spring/"+page), (browser{t, two, "", "en"}).get("/talks/spring/"+page)
		if x != y {
			t.Errorf("%s depends on what is not public:\n%s\n%s", page, x, y)
		}
	}
}
