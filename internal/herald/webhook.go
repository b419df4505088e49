package herald

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"parley/internal/bulletin"
)

// Webhook posts notices as JSON, signed as the specification Standard Webhooks
// (2023, standardwebhooks.com) has it, for which there are libraries in many
// languages: with a secret that both sides know, over id, time and body.
type Webhook struct {
	url    string
	secret []byte
	client *http.Client
	now    func() time.Time
}

// NewWebhook posts to an address. Now is the clock by which is signed.
func NewWebhook(url string, secret []byte, road Road, now func() time.Time) *Webhook {
	return &Webhook{url, secret, road.client(), now}
}

// Bounds of a secret, in bytes, as the specification has them.
const (
	minSecret = 24
	maxSecret = 64
)

// ParseSecret reads a secret: whsec_ and 24 to 64 bytes in base64. The error
// quotes nothing of it.
func ParseSecret(text string) ([]byte, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), "whsec_")
	if !ok {
		return nil, errors.New("a secret begins with whsec_")
	}
	secret, err := base64.StdEncoding.DecodeString(rest)
	if err != nil {
		return nil, errors.New("what follows whsec_ is not base64")
	}
	if len(secret) < minSecret || len(secret) > maxSecret {
		return nil, fmt.Errorf("a secret has %d to %d bytes, and not %d", minSecret, maxSecret, len(secret))
	}
	return secret, nil
}

// Kind is webhook.
func (w *Webhook) Kind() string { return "webhook" }

// Receiver is the address, of which a digest is kept.
func (w *Webhook) Receiver() string { return "webhook\n" + w.url }

// posted is the body: type, timestamp and data are what the specification asks
// for. Made is the time at which the notice became due.
type posted struct {
	Type      string     `json:"type"`
	Timestamp time.Time  `json:"timestamp"`
	Data      postedData `json:"data"`
}

type postedData struct {
	Talk     string            `json:"talk"`
	Title    string            `json:"title"`
	Link     string            `json:"link"`
	Parties  map[string]string `json:"parties"` // names by id
	Entry    bulletin.Entry    `json:"entry"`
	Language string            `json:"language"`
	Headline string            `json:"headline"`
	Says     string            `json:"says,omitempty"`
}

// Carry posts the notice. The body is the same each time.
func (w *Webhook) Carry(ctx context.Context, n Notice) error {
	body, err := json.Marshal(posted{"parley." + string(n.Entry.Kind), n.Made.UTC(),
		postedData{n.Talk, n.Title, n.Link, n.Parties, n.Entry, n.Language, n.Words.Title, n.Words.Says}})
	if err != nil {
		return err
	}
	at := strconv.FormatInt(w.now().Unix(), 10)
	header := http.Header{}
	header.Set("Webhook-Id", n.ID)
	header.Set("Webhook-Timestamp", at)
	header.Set("Webhook-Signature", "v1,"+Sign(w.secret, n.ID, at, body))
	_, err = post(ctx, w.client, w.url, body, header)
	return err
}

// Sign is the signature of a body under an id and a time (seconds since 1970):
// HMAC-SHA256 over the three, with dots between them, in base64.
func Sign(secret []byte, id, at string, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	fmt.Fprintf(mac, "%s.%s.%s", id, at, body)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
