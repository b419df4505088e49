package bargain

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"parley"
)

// Options says what to answer and how. The zero value answers everything.
type Options struct {
	Only  []Question // none: all
	Seed  uint64     // of the draws for robustness
	Draws int        // 0: DefaultDraws
	// Weights are the exponents of the weighted Nash product, by party; a
	// party without one has 1. None: the question is not answered.
	Weights []Weight
	Best    int            // how many packages the shortlist has; 0: DefaultBest
	Apart   int            // in how many issues its diverse ones differ at least; 0: a quarter of the issues, at least 1
	Ties    int            // how many of the packages that tie are listed with each outcome of a solution, and of a frontier of up to 200
	Sample  int            // how many packages of the possible zone to draw; 0: the question is not answered
	Want    parley.Package // what incentives are to make acceptable; issues that it leaves out are open; nil: any package
	// Epsilon is how near to the frontier to come where it is too large, as a
	// part of every party's range; 0: DefaultEpsilon. Given, and with three
	// parties or more, too large is what cannot be listed whole; otherwise what
	// cannot be found whole.
	Epsilon float64
	// Progress is told, never from two goroutines at once, what is being
	// done and how much of it, from 0 to 1, is; nil tells nobody.
	Progress func(doing string, done float64)

	by method // how to go about it; tests choose
	// within gives each question a part of the time, where it is not the clock
	// that does; tests choose.
	within func(context.Context) (context.Context, context.CancelFunc)
}

// What is taken if nothing else is said.
const (
	DefaultDraws   = 1000
	DefaultBest    = 5
	DefaultEpsilon = 0.01
)

// Analyze answers the questions. When the context ends it returns what is
// certain by then, together with the context's error; the certificates say
// what is proven. Where the context has a deadline, the time up to it is
// shared out: each question may use its part of what is left when its turn
// comes, so that one that takes long leaves something to those after it. An
// Options that names an unknown question is an error.
func (p *Problem) Analyze(ctx context.Context, o Options) (*Answer, error) {
	for _, q := range o.Only {
		if !slices.Contains(Questions(), q) {
			return nil, fmt.Errorf("there is no question %q", q)
		}
	}
	if o.Draws == 0 {
		o.Draws = DefaultDraws
	}
	if o.Best == 0 {
		o.Best = DefaultBest
	}
	p = p.withSearch(o)
	a := &analysis{p: p, o: o, ctx: ctx, judge: newChecker(p.c),
		out: &Answer{Certificates: map[Question]Certificate{}}}
	var contention []Contention
	if a.asked(AskContention) || len(p.c.Documents) > 0 {
		contention = p.contention()
	}
	a.out.Progress = p.progress(contention)
	if a.asked(AskContention) {
		a.out.Contention, a.out.Agenda = contention, p.agenda(contention)
		a.certify(AskContention, Certificate{Proven: true, Method: "from the positions, issue by issue"})
	}
	if a.asked(AskTrades) {
		a.out.Trades = p.trades()
		a.certify(AskTrades, Certificate{Proven: true, Method: "from the positions, pair by pair"})
	}
	err := a.run()
	if err == nil {
		err = a.judge.err
	}
	if err == nil && a.cut {
		err = context.DeadlineExceeded
	}
	var large tooLarge
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		a.refuse("Interrupted before it was reached.")
	case errors.As(err, &large):
		a.refuse(string(large))
		err = nil
	}
	return a.out, err
}

// tooLarge is a question that a search does not go into; it says why, in a
// sentence for the certificate.
type tooLarge string

func (t tooLarge) Error() string { return string(t) }

// analysis is one run of Analyze.
type analysis struct {
	p      *Problem
	o      Options
	ctx    context.Context
	out    *Answer
	judge  *checker
	survey survey
	y      *yardstick
	solved []solved
	since  time.Time

	exploration *exploration // nil until something is asked that needs it
	cut         bool         // the turn of a question ended before it was answered
}

// solved is what one solution picks.
type solved struct {
	question Question
	outcomes []Outcome
}

func (a *analysis) asked(q Question) bool {
	return len(a.o.Only) == 0 || slices.Contains(a.o.Only, q)
}

func (a *analysis) anyAsked(qs ...Question) bool { return slices.ContainsFunc(qs, a.asked) }

// certify records the certificate of a question that was asked.
func (a *analysis) certify(q Question, c Certificate) {
	if !a.since.IsZero() {
		now := time.Now()
		c.Seconds = now.Sub(a.since).Seconds()
		a.since = now // what several answers share counts for the first of them
	}
	if a.y != nil && !slices.Contains(solutionQuestions, q) { // those were seen to
		if doubt, _ := a.y.doubt(q); doubt != "" {
			c.Proven, c.Why = false, strings.TrimSpace(doubt+" "+c.Why)
		}
	}
	if !c.Proven && c.Why == "" {
		c.Why = "What is listed is certain, and the bounds say what it may be short of."
		if a.ctx.Err() != nil {
			c.Why = "Interrupted: what is listed is certain, and there may be more."
		}
	}
	if c.Because == "" {
		c.Because = a.because(q)
	}
	a.out.Certificates[q] = c
}

// answers reports whether there is what the question needs to be answered.
func (o Options) answers(q Question) bool {
	return !(q == AskWeightedNash && len(o.Weights) == 0 || q == AskSample && o.Sample == 0)
}

// refuse gives the questions that have no certificate yet one that says why.
func (a *analysis) refuse(why string, qs ...Question) {
	if len(qs) == 0 {
		qs = Questions()
	}
	for _, q := range qs {
		if _, done := a.out.Certificates[q]; a.asked(q) && !done && a.o.answers(q) {
			a.out.Certificates[q] = Certificate{Why: why, Method: "none"}
		}
	}
}

// nothing certifies that there is nothing to answer, and why.
func (a *analysis) nothing(why string, qs ...Question) {
	for _, q := range qs {
		if a.asked(q) && (a.o.answers(q) || slices.Contains(a.o.Only, q)) {
			a.certify(q, Certificate{Proven: true, Why: why, Method: a.p.search.method(), Because: a.p.because})
		}
	}
}

// countBound returns a finite count as a number.
func countBound(c Count) *parley.Number {
	if c.Int == nil {
		return nil
	}
	return numberOf(new(big.Rat).SetInt(c.Int))
}

// start marks the beginning of work whose time a certificate tells.
func (a *analysis) start(doing string) func(float64) {
	a.since = time.Now()
	if a.o.Progress == nil {
		return nil
	}
	a.o.Progress(doing, 0)
	return func(done float64) { a.o.Progress(doing, done) }
}

// turn answers questions, if one of them is asked, within their part of the
// time.
func (a *analysis) turn(answer func() error, qs ...Question) error {
	if !a.anyAsked(qs...) {
		return nil
	}
	return a.share(answer, qs...)
}

// share works on questions within their part of the time. That they ran out
// of it is no error, as long as there is some left for others.
func (a *analysis) share(answer func() error, qs ...Question) error {
	whole := a.ctx
	ctx, cancel := a.part(qs...)
	defer cancel()
	a.ctx = ctx
	err := answer()
	a.ctx = whole
	if err = a.unlessTooLarge(err, qs...); err == nil {
		return nil
	}
	if whole.Err() != nil || !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	a.cut = true
	a.refuse("Its part of the time was over before it was reached.", qs...)
	return nil
}

// part returns the context of questions: what is left of the time is shared
// out among those that are still to be answered.
func (a *analysis) part(qs ...Question) (context.Context, context.CancelFunc) {
	if a.o.within != nil {
		return a.o.within(a.ctx)
	}
	deadline, limited := a.ctx.Deadline()
	if !limited {
		return a.ctx, func() {}
	}
	mine, left := 0, 0
	for _, q := range Questions() {
		if _, done := a.out.Certificates[q]; !done && a.asked(q) && a.o.answers(q) {
			left++
			if slices.Contains(qs, q) {
				mine++
			}
		}
	}
	return context.WithTimeout(a.ctx, time.Until(deadline)*time.Duration(max(1, mine))/time.Duration(max(1, left)))
}

// unlessTooLarge takes note of questions that are too large to be answered:
// others may not be.
func (a *analysis) unlessTooLarge(err error, qs ...Question) error {
	var large tooLarge
	if !errors.As(err, &large) {
		return err
	}
	a.refuse(string(large), qs...)
	return nil
}

// solutionQuestions need the frontier of the zone.
var solutionQuestions = []Question{AskNash, AskKalaiSmorodinsky, AskEgalitarian, AskUtilitarian}

func (a *analysis) run() error {
	p := a.p
	if a.anyAsked(AskContention, AskTrades) && !a.anyAsked(slices.DeleteFunc(Questions(), func(q Question) bool {
		return q == AskContention || q == AskTrades
	})...) {
		return nil
	}
	report := a.start("counting packages")
	found, err := p.search.survey(a.ctx, report)
	if err != nil {
		return err
	}
	a.survey = found
	empty, err := found.empty(a.ctx)
	if err != nil {
		return err
	}
	unvalued := p.unvalued()
	if err := a.turn(a.answerZone, AskZone); err != nil {
		return err
	}
	if len(unvalued) == 0 && a.measures() {
		ends, err := found.ends(a.ctx)
		if err != nil {
			return err
		}
		a.y = p.newYardstick(ends)
	}
	if err := a.frontiers(empty, unvalued); err != nil {
		return err
	}
	if err := a.others(empty, unvalued); err != nil {
		return err
	}
	if err := a.deadlock(empty); err != nil {
		return err
	}
	if err := a.turn(a.incentives, AskIncentives); err != nil {
		return err
	}
	if err := a.turn(func() error { return a.prices(empty) }, AskPrices); err != nil {
		return err
	}
	if err := a.turn(a.robustness, AskRobustness); err != nil {
		return err
	}
	if err := a.turn(a.inquiries, AskInquiries); err != nil {
		return err
	}
	return a.ctx.Err()
}

// measures reports whether a question needs to know how far utilities go.
func (a *analysis) measures() bool {
	return a.anyAsked(AskFrontier, AskNash, AskKalaiSmorodinsky, AskEgalitarian, AskUtilitarian, AskWeightedNash, AskShortlist,
		AskConcessions, AskPrices, AskRobustness)
}

// answerZone says who accepts what, and of an empty zone why.
func (a *analysis) answerZone() error {
	zone, err := a.zone()
	if err != nil && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) {
		return err
	}
	a.out.Zone = zone
	c := Certificate{Proven: true, Method: a.p.search.method()}
	n := a.out.Zone.Count
	if e, ok := a.survey.(*exploration); ok {
		c.Method = e.zoneMethod()
	}
	a.out.Zone.Proof = a.proof()
	switch {
	case err != nil && a.p.total == nil:
		c.Proven = false
	case n.Exact():
		c.Lower, c.Upper = countBound(n), countBound(n)
	case !n.Infinite():
		c.Lower, c.Upper = numberOf(new(big.Rat).SetInt(n.Least)), numberOf(new(big.Rat).SetInt(n.Most))
		c.Proven = false
		c.Why = "Whether there is a package is proven; how many there are is known within the bounds."
	}
	a.certify(AskZone, c)
	return err
}

// explore returns the means to ask about the space without going through it.
func (a *analysis) explore() *exploration {
	if a.exploration == nil {
		e, ok := a.survey.(*exploration)
		if !ok {
			e = newExploration(a.p, a.o.Seed)
		}
		a.exploration = e
	}
	return a.exploration
}

// others answers what is asked about the zone beside the frontier and what a
// rule picks.
func (a *analysis) others(empty bool, unvalued []string) error {
	if empty {
		a.nothing("The possible zone is empty.", AskReach, AskOpen, AskSample)
	} else {
		if a.anyAsked(AskReach, AskOpen) {
			if err := a.unlessTooLarge(a.scope(), AskReach, AskOpen); err != nil {
				return err
			}
		}
		if err := a.turn(a.sample, AskSample); err != nil {
			return err
		}
	}
	if a.asked(AskWeightedNash) && len(a.o.Weights) == 0 {
		if slices.Contains(a.o.Only, AskWeightedNash) {
			a.nothing("No weights were given.", AskWeightedNash)
		}
		if !a.asked(AskShortlist) {
			return nil
		}
	}
	if !a.anyAsked(AskWeightedNash, AskShortlist) {
		return nil
	}
	switch {
	case len(unvalued) > 0:
		a.refuse(a.whyUnvalued(unvalued), AskWeightedNash, AskShortlist)
		return nil
	case empty:
		a.nothing("The zone is empty.", AskWeightedNash, AskShortlist)
		return nil
	case a.p.total == nil && a.p.capped():
		a.refuse(whyCappedCells, AskWeightedNash, AskShortlist)
		return nil
	}
	if len(a.o.Weights) > 0 {
		if err := a.turn(a.weightedNash, AskWeightedNash); err != nil {
			return err
		}
	}
	return a.turn(a.shortlist, AskShortlist)
}

// unvalued returns the parties whose consent counts and whose utility is not
// known, in file order.
func (p *Problem) unvalued() []string {
	var list []string
	for _, v := range p.voters[:p.consenting] {
		if !v.valued {
			list = append(list, v.id)
		}
	}
	return list
}

func (a *analysis) frontiers(empty bool, unvalued []string) error {
	asked := append([]Question{AskFrontier}, solutionQuestions...)
	if !a.anyAsked(append(asked, AskRobustness)...) {
		return nil
	}
	if len(unvalued) > 0 {
		a.refuse(a.whyUnvalued(unvalued), asked...)
		return nil
	}
	if empty {
		a.nothing("The zone is empty.", solutionQuestions...)
		if !a.asked(AskFrontier) {
			return nil
		}
		f := &lazyFront{find: func() (front, error) {
			return a.p.search.frontier(a.ctx, a.p.fallbackItems(), a.y, a.start("finding the frontier of what breaks no demand"))
		}}
		return a.turn(func() (err error) {
			a.out.FrontierPossible, err = a.frontier(f, a.p.fallbackItems())
			return err
		}, AskFrontier)
	}
	f := &lazyFront{find: func() (front, error) {
		return a.p.search.frontier(a.ctx, mask{}, a.y, a.start("finding the frontier"))
	}}
	if err := a.turn(func() (err error) {
		a.out.Frontier, err = a.frontier(f, mask{})
		return err
	}, AskFrontier); err != nil {
		return err
	}
	for _, q := range solutionQuestions {
		if !a.asked(q) && !a.asked(AskRobustness) { // which is about what they pick
			continue
		}
		if err := a.share(func() error { return a.solve(q, f) }, q); err != nil {
			return err
		}
	}
	return nil
}

func (a *analysis) whyUnvalued(parties []string) string {
	return fmt.Sprintf("%s: utilities are not known, for the position gives no values, or not on every issue that matters to it.",
		parley.List(a.p.labels(parties), "and"))
}

// frontier makes an answer of the frontier of what breaks nothing but items of
// ignore, and certifies it. There is none where it is too large.
func (a *analysis) frontier(l *lazyFront, ignore mask) (*Frontier, error) {
	f, err := l.get()
	if large := tooLarge(""); errors.As(err, &large) {
		return nil, err
	}
	out := a.p.packFrontier(f, a.y)
	c := Certificate{Proven: f.cut == "", Method: f.how, Why: f.cut}
	if c.Method == "" {
		c.Method = a.p.search.method() + ", leaving what is dominated"
	}
	if f.cut == "" && !out.Complete {
		c.Why = fmt.Sprintf("All %d outcomes are known; %d of them, evenly spread, are listed.", out.Size, out.Outcomes.Len())
	}
	if err == nil && a.o.Ties > 0 && out.Outcomes.Len() <= maxTiedOutcomesOfFrontier {
		list := out.Outcomes.Slice()
		if err = a.fillTied(list, ignore); err != nil {
			c.Why = strings.TrimSpace(c.Why + " " + whyNotTied)
		}
		out.Outcomes = Listed(list...)
	}
	a.checkFrontier(out, ignore)
	a.certify(AskFrontier, c)
	return out, err
}

func (a *analysis) solve(q Question, f *lazyFront) error {
	a.start("finding " + string(q))
	out, err := a.p.search.pick(a.ctx, q, a.y, f)
	if len(out.candidates) == 0 {
		if err == nil {
			err = fmt.Errorf("a fault of this program: there is a zone, and no package of it was picked for %s; please report it", q)
		}
		return err
	}
	slices.SortStableFunc(out.candidates, func(x, y candidate) int {
		return slices.CompareFunc(y.utility, x.utility, (*big.Rat).Cmp)
	})
	listed := evenly(out.candidates, maxTiedOutcomes)
	s := &Solution{Outcomes: a.y.outcomes(listed), Size: len(out.candidates), LeftOut: a.y.leftOut(), Assumed: a.y.assumedParties(), Level: out.levels}
	tied := a.fillTied(s.Outcomes, mask{})
	if err == nil {
		err = tied
	}
	a.check(s.Outcomes, mask{})
	a.solved = append(a.solved, solved{q, s.Outcomes})
	if !a.asked(q) {
		return err
	}
	switch q {
	case AskNash:
		a.out.Nash = s
	case AskKalaiSmorodinsky:
		a.out.KalaiSmorodinsky = s
	case AskEgalitarian:
		a.out.Egalitarian = s
	case AskUtilitarian:
		a.out.Utilitarian = s
	}
	why := out.whyMore()
	switch {
	case why != "":
	case !out.proven && out.levels > 0 && a.p.total == nil && a.ctx.Err() == nil:
		why = "The bounds are those of the first level, which is proven; what comes after it may be higher elsewhere."
	case s.Size > len(s.Outcomes):
		why = fmt.Sprintf("%d outcomes tie; %d of them, evenly spread, are listed.", s.Size, len(s.Outcomes))
	}
	method := out.how
	if method == "" {
		method = a.p.search.method()
	}
	if doubt, other := a.y.doubt(q); doubt != "" { // bounds are measured as the outcomes are
		out.lower, out.upper, s.Level, out.levels = nil, nil, 0, 0
		if other || q == AskNash && out.gaining(a.y) < len(a.y.parties) {
			out.proven = false
			doubt += " Another package may be picked."
		}
		why = strings.TrimSpace(doubt + " " + why)
	}
	if tied != nil {
		why = strings.TrimSpace(why + " " + whyNotTied)
	}
	a.certify(q, Certificate{Proven: out.proven, Why: why, Lower: numberOf(out.lower), Upper: numberOf(out.upper), Level: out.levels,
		Method: method + ", compared exactly"})
	return err
}

const whyNotTied = "Interrupted before all packages that tie were listed."

func numberOf(r *big.Rat) *parley.Number {
	if r == nil {
		return nil
	}
	n := parley.Exactly(r)
	return &n
}

// labels returns the names of parties.
func (p *Problem) labels(ids []string) []string {
	list := make([]string, len(ids))
	for i, id := range ids {
		party, _ := p.c.Party(id)
		list[i] = party.Label()
	}
	return list
}
