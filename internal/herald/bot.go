package herald

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode/utf16"
)

// Bot has a messaging bot write notices into a chat, by the method sendMessage of
// Telegram's Bot API or of a server that speaks the same.
type Bot struct {
	base, token, chat string
	client            *http.Client
}

// NewBot writes by the API at base to a chat: its number, or @ and the name of a
// channel.
func NewBot(base, token, chat string, road Road) *Bot {
	return &Bot{strings.TrimSuffix(base, "/"), token, chat, road.client()}
}

var (
	tokenText = regexp.MustCompile(`^[A-Za-z0-9:_-]{8,200}$`)
	chatText  = regexp.MustCompile(`^(-?[0-9]{1,20}|@[A-Za-z0-9_]{1,64})$`)
)

// ParseToken reads the token of a bot. The error quotes nothing of it.
func ParseToken(text string) (string, error) {
	token := strings.TrimSpace(text)
	if !tokenText.MatchString(token) {
		return "", errors.New("a token has letters, digits, colons, lines and nothing else, 8 to 200 of them")
	}
	return token, nil
}

// IsChat reports whether a text names a chat.
func IsChat(text string) bool { return chatText.MatchString(text) }

// Kind is bot.
func (b *Bot) Kind() string { return "bot" }

// Receiver is the chat. Another token does not make it another one.
func (b *Bot) Receiver() string { return "bot\n" + b.base + "\n" + b.chat }

// maxMessage is how long a message may be, in units of UTF-16.
const maxMessage = 4096

// message is what is sent. There is no parse_mode: the text is shown as it
// stands, whatever is in it.
type message struct {
	Chat    string  `json:"chat_id"`
	Text    string  `json:"text"`
	Preview preview `json:"link_preview_options"`
}

type preview struct {
	Disabled bool `json:"is_disabled"` // else the messenger's servers would visit the page
}

// answered is what the API says.
type answered struct {
	OK         bool `json:"ok"`
	Code       int  `json:"error_code"`
	Parameters struct {
		After int `json:"retry_after"` // seconds
	} `json:"parameters"`
}

// Carry sends the message. The API knows no ids: if its answer is lost, the chat
// can show a message twice.
func (b *Bot) Carry(ctx context.Context, n Notice) error {
	body, err := json.Marshal(message{b.chat, write(n), preview{true}})
	if err != nil {
		return err
	}
	said, err := post(ctx, b.client, b.base+"/bot"+b.token+"/sendMessage", body, http.Header{})
	var a answered
	known := json.Unmarshal(said, &a) == nil
	var refused *Refused
	switch {
	case errors.As(err, &refused):
		if known && a.Parameters.After > 0 {
			refused.After = min(time.Duration(min(a.Parameters.After, 1<<20))*time.Second, longest)
		}
		return refused
	case err != nil:
		return err
	case !known:
		return &Refused{Why: "what answered is no messaging bot's API"}
	case !a.OK:
		return &Refused{Status: max(a.Code, 1), After: after("")}
	}
	return nil
}

// write is the message: title, headline, words, link. Words that are too long are
// cut, and the link leads to all of them.
func write(n Notice) string {
	head := n.Title + "\n" + n.Words.Title
	tail := "\n" + n.Link
	body := n.Words.Says
	if body != "" {
		body = "\n" + body
	}
	room := maxMessage - units(head) - units(tail)
	if room < 2 { // a title of thousands of letters
		return cut(head, maxMessage-units(tail)) + tail
	}
	return head + cut(body, room) + tail
}

func units(s string) int { return len(utf16.Encode([]rune(s))) }

// cut shortens a text to so many units, the last of them then being …
func cut(s string, room int) string {
	if units(s) <= room {
		return s
	}
	n := 0
	for i, r := range s {
		if n += utf16.RuneLen(r); n > room-1 {
			return s[:i] + "…"
		}
	}
	return s
}
