package counsel

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"parley"
	"parley/bargain"
	"parley/brief"
	"parley/casefile"
)

// Questions are what pages ask: what could be agreed, and why it cannot. Draws
// and what somebody could vary from one asking to the next are not among them.
func Questions() []bargain.Question {
	return []bargain.Question{bargain.AskZone, bargain.AskFrontier, bargain.AskNash, bargain.AskKalaiSmorodinsky, bargain.AskEgalitarian,
		bargain.AskUtilitarian, bargain.AskShortlist, bargain.AskContention, bargain.AskConflicts, bargain.AskConcessions,
		bargain.AskInquiries, bargain.AskTrades, bargain.AskReshapings}
}

// Config bounds what the engine may take. The zero value is good.
type Config struct {
	Budget time.Duration // for one asking; 0: 8 seconds
	AtOnce int           // how many may compute at the same time; 0: 2, so that nobody waits for one who asks much, and pages stay quick
	Keep   int           // how many answers are kept; 0: 64
}

// Counsel asks the engine. It may be used by many at once.
type Counsel struct {
	config Config
	slots  chan struct{}

	mu    sync.Mutex
	kept  map[digest]*Advice
	age   []digest                 // the least lately used first
	asked map[digest]chan struct{} // what is being computed; closed when it no longer is
}

// digest names what was asked, by all that the answer follows from.
type digest [sha256.Size]byte

// New makes one.
func New(c Config) *Counsel {
	if c.Budget <= 0 {
		c.Budget = 8 * time.Second
	}
	if c.AtOnce <= 0 {
		c.AtOnce = 2
	}
	if c.Keep <= 0 {
		c.Keep = 64
	}
	return &Counsel{config: c, slots: make(chan struct{}, c.AtOnce), kept: map[digest]*Advice{}, asked: map[digest]chan struct{}{}}
}

// Advice is what the engine says, as its reader may see it. It is shared by
// those who ask the same, and is not to be written to.
type Advice struct {
	*brief.Disclosed

	// Late says that the budget ended first: what is there is certain, and the
	// certificates say what is not.
	Late bool
}

// errBudget is why a computation ends that nobody has given up.
var errBudget = errors.New("the time for one question is over")

// Ask returns what the engine says to Questions over the case, for the reader
// that the options name. An answer is kept by what it follows from: the case,
// the reader and nothing else, so that two people who may compute with the same
// case share it, and nobody else can. When ctx ends, so does the computation,
// and its error is returned.
func (c *Counsel) Ask(ctx context.Context, of *parley.Case, o brief.Options) (*Advice, error) {
	key, err := digestOf(of, o)
	if err != nil {
		return nil, err
	}
	for {
		a, others := c.begin(key)
		if a != nil {
			return a, nil
		}
		if others == nil {
			break
		}
		select { // who asked the same before may leave: then it is begun anew
		case <-others:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	defer c.end(key)
	select {
	case c.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-c.slots }()
	within, cancel := context.WithTimeoutCause(ctx, c.config.Budget, errBudget)
	defer cancel()
	problem, err := bargain.Compile(of)
	if err != nil {
		return nil, err
	}
	answer, err := problem.Analyze(within, bargain.Options{Only: Questions()})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	late := errors.Is(err, context.DeadlineExceeded)
	if err != nil && !late {
		return nil, err
	}
	a := &Advice{brief.Disclose(of, answer, o), late}
	c.keep(key, a)
	return a, nil
}

// digestOf is over the case as a file, which holds all of it, and the reader.
func digestOf(of *parley.Case, o brief.Options) (digest, error) {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q\n", o.Audience, o.Party)
	if err := casefile.Write(h, of); err != nil {
		return digest{}, err
	}
	return digest(h.Sum(nil)), nil
}

// begin returns what is kept; or what is closed once others no longer compute it;
// or neither, and the caller computes it, up to end.
func (c *Counsel) begin(key digest) (*Advice, <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if a := c.kept[key]; a != nil {
		i := slices.Index(c.age, key)
		c.age = append(slices.Delete(c.age, i, i+1), key)
		return a, nil
	}
	if others, ok := c.asked[key]; ok {
		return nil, others
	}
	c.asked[key] = make(chan struct{})
	return nil, nil
}

func (c *Counsel) end(key digest) {
	c.mu.Lock()
	defer c.mu.Unlock()
	close(c.asked[key])
	delete(c.asked, key)
}

func (c *Counsel) keep(key digest, a *Advice) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept[key] = a
	c.age = append(c.age, key)
	if len(c.age) > c.config.Keep {
		delete(c.kept, c.age[0])
		c.age = slices.Delete(c.age, 0, 1)
	}
}
