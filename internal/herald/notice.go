package herald

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"parley/internal/bulletin"
)

// Notice is one entry of the bulletin of a talk, to be carried.
type Notice struct {
	ID       string    // the same whenever it is carried, and of no other notice
	Made     time.Time // when it became due, in whole seconds, UTC
	Talk     string
	Title    string // of the talks
	Parties  map[string]string
	Link     string // the public page of the talk
	Language string // of Words
	Entry    bulletin.Entry
	Words    bulletin.Words
}

// Carrier brings notices to one receiver. It need not be safe for several
// goroutines.
type Carrier interface {
	// Kind is webhook or bot: what logs and metrics call the receiver.
	Kind() string

	// Receiver is who receives, without any secret. What was carried to one
	// receiver is not thereby carried to another.
	Receiver() string

	// Carry returns nil when the receiver has taken the notice, *Refused when it
	// has not. It ends when ctx is done, and within ten seconds in any case.
	Carry(ctx context.Context, n Notice) error
}

// Refused says that a receiver has not taken a notice. It quotes nothing that the
// receiver or the network said: addresses and answers can hold secrets.
type Refused struct {
	Status int           // of HTTP; 0: it was not reached
	Why    string        // where it was not reached: one of a few sentences
	After  time.Duration // when it asks to be tried again; 0: it does not say
}

// Error says why.
func (e *Refused) Error() string {
	if e.Status == 0 {
		return e.Why
	}
	return fmt.Sprintf("answered %d", e.Status)
}

// gone reports whether the receiver wants nothing any more.
func (e *Refused) gone() bool { return e.Status == 410 }

// never reports whether it is this notice that the receiver does not take.
func (e *Refused) never() bool { return e.Status == 400 || e.Status == 413 || e.Status == 422 }

// nameOf is the id of a notice: opaque, and the same on every server.
func nameOf(receiver, talk, key string, edition int64) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "parley notice\n%s\n%s\n%s\n%d\n", receiver, talk, key, edition))
	return "msg_" + hex.EncodeToString(sum[:16])
}
