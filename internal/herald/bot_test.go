package herald

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"parley/internal/bulletin"
)

const token = "123456:canary-token_of-a-bot"

var notice = Notice{ID: "msg_1", Title: "A spring", Link: "https://talks.example.org/talks/spring/public", Words: bulletin.Words{Title: "Round 1", Says: "1 May 2026, <b>At</b> the *well*"}}

// It would fail if a server that speaks the API understood something else, or if
// words could do more than be read.
func TestBotWrites(t *testing.T) {
	to := newReceiver(t)
	to.answers(func(w http.ResponseWriter, _ *http.Request) int {
		_, _ = io.WriteString(w, `{"ok":true,"result":{"message_id":1}}`)
		return 200
	})
	b := NewBot(to.URL+"/", token, "-100123", to.road())
	if err := b.Carry(t.Context(), notice); err != nil {
		t.Fatal(err)
	}
	g := to.take()[0]
	if g.path != "/bot"+token+"/sendMessage" || g.header.Get("Content-Type") != "application/json" {
		t.Errorf("posted to %s as %s", g.path, g.header.Get("Content-Type"))
	}
	const want = `{"chat_id":"-100123","text":"A spring\nRound 1\n1 May 2026, \u003cb\u003eAt\u003c/b\u003e the *well*\nhttps://talks.example.org/talks/spring/public","link_preview_options":{"is_disabled":true}}`
	if string(g.body) != want {
		t.Errorf("%s\nand not\n%s", g.body, want)
	}
	if strings.Contains(b.Receiver(), token) {
		t.Error("the token is kept in the database")
	}
}

// No error holds the token, whichever way it comes about.
func TestBotRefused(t *testing.T) {
	to := newReceiver(t)
	b := NewBot(to.URL, token, "@channel", to.road())
	for _, x := range []struct {
		status int
		says   string
		want   Refused
	}{
		{429, `{"ok":false,"error_code":429,"parameters":{"retry_after":35}}`, Refused{Status: 429, After: 35 * time.Second}},
		{403, `{"ok":false,"error_code":403,"description":"bot was kicked"}`, Refused{Status: 403}},
		{500, `oops`, Refused{Status: 500}},
		{200, `{"ok":false,"error_code":400}`, Refused{Status: 400}},
		{200, `<html>`, Refused{Why: "what answered is no messaging bot's API"}},
		{302, ``, Refused{Status: 302}},
	} {
		to.answers(func(w http.ResponseWriter, _ *http.Request) int {
			w.Header().Set("Location", "https://example.org/")
			w.WriteHeader(x.status)
			_, _ = io.WriteString(w, x.says)
			return x.status
		})
		err := b.Carry(t.Context(), notice)
		var refused *Refused
		if !errors.As(err, &refused) || *refused != x.want {
			t.Errorf("%d %s: %v", x.status, x.says, err)
		}
	}
	to.Close()
	for _, base := range []string{to.URL, "https://no-such-host.invalid", "https://127.0.0.1:1", "http://[::1"} {
		err := NewBot(base, token, "@channel", to.road()).Carry(t.Context(), notice)
		if err == nil || strings.Contains(err.Error(), "canary") || strings.Contains(err.Error(), "127.0.0.1") {
			t.Errorf("%s: %v", base, err)
		}
	}
}

func TestParseToken(t *testing.T) {
	for _, bad := range []string{"", "short", "with/slash-and-more", "with space and more", "with\nline-and-more", strings.Repeat("x", 201)} {
		if got, err := ParseToken(bad); err == nil {
			t.Errorf("%q is taken as %q", bad, got)
		}
	}
	if got, err := ParseToken(token + "\n"); err != nil || got != token {
		t.Error(got, err)
	}
	for chat, want := range map[string]bool{"1": true, "-1001234567890": true, "@a_channel": true, "": false, "@": false, "a": false, "1;": false, "@a/b": false} {
		if IsChat(chat) != want {
			t.Errorf("%q is a chat: %v", chat, !want)
		}
	}
}

// A message is never longer than may be, and always has its link.
func FuzzWrite(f *testing.F) {
	f.Add("A spring", "Round 1", "At the well", 1)
	f.Add("T", "H", "𝄞", 5000)
	f.Add("𝄞é", "H", "", 3000)
	f.Fuzz(func(t *testing.T, title, head, says string, times int) {
		long := strings.Repeat(says, 1+max(0, min(times, 6000)))
		if len(long) > 1<<16 {
			return
		}
		text := write(Notice{Title: strings.Repeat(title, 1+max(0, min(times, 50))), Link: "https://example.org/x", Words: bulletin.Words{Title: head, Says: long}})
		if n := len(utf16.Encode([]rune(text))); n > maxMessage {
			t.Errorf("%d units", n)
		}
		if !strings.HasSuffix(text, "\nhttps://example.org/x") {
			t.Errorf("it ends with %q", text[max(0, len(text)-40):])
		}
		if _, err := json.Marshal(text); err != nil {
			t.Error(err)
		}
	})
}
