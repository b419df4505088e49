package bargain_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"parley"
	"parley/bargain"
	"parley/bargain/internal/network"
	"parley/synthetic"
)

// line is a line of the table in docs/performance.md: a task, how long it may
// take, and the instances it is measured on.
type line struct {
	name    string
	task    string // in the words of the table
	allowed float64
	unit    string           // of allowed: ms, or what the question says its value is
	least   bool             // allowed is what there has to be at least, not at most
	specs   []synthetic.Spec // seeds are set when measured
	seeds   int
	limit   time.Duration // of a question
	// prepare makes of a spec what is asked; nil compiles what it draws.
	prepare func(synthetic.Spec) (*instance, error)
	note    string // what the formula does not say
	ask     question
	alone   method // nil: there is no method to measure beside the question
}

// question asks an instance something. The value is what the line measures; a
// value that is not a number stands for the time taken, in milliseconds. It
// is not settled where the answer is short of what the line asks for.
type question func(ctx context.Context, in *instance) (value float64, settled bool, err error)

// instance is a case that was drawn, and compiled once.
type instance struct {
	spec synthetic.Spec
	c    *parley.Case
	p    *bargain.Problem
}

// method is the algorithm that answers the question, without what the engine
// does around it: how far each party can get, what is laid before people, the
// check of every package. The same goes for its value.
type method func(ctx context.Context, s *network.Space) (value float64, settled bool, err error)

// theTime is the value of what is measured by the time it takes.
var theTime = math.NaN()

// measurement is what was measured of one spec over its seeds.
type measurement struct {
	spec          synthetic.Spec
	values        []float64 // by seed; of repeated runs the best
	alone         []float64
	unsettled     int
	memory        uint64 // the most held at a time, in bytes
	unsettledBare int    // by the method alone
}

// Repeated runs of one instance: as many as fit, the best counts. What other
// programs on the machine take away is none of ours.
const (
	maxRuns    = 5
	enoughTime = time.Second / 2
)

// measure measures one spec.
func (l *line) measure(b *testing.B, spec synthetic.Spec) *measurement {
	m := &measurement{spec: spec}
	prepare := l.prepare
	if prepare == nil {
		prepare = drawn
	}
	start := worked()
	for seed := range l.seeds {
		if seed > 0 && *each > 0 && worked()-start > *each {
			break
		}
		spec.Seed = uint64(seed + 1)
		in, err := prepare(spec)
		if err != nil {
			b.Fatal(err)
		}
		s := bargain.SpaceOf(in.p) // the tables are part of what is compiled, though made when first needed
		value, settled := l.best(b, &m.memory, func(ctx context.Context) (float64, bool, error) { return l.ask(ctx, in) })
		m.values = append(m.values, value)
		if !settled {
			m.unsettled++
		}
		if l.alone == nil {
			continue
		}
		value, settled = l.best(b, nil, func(ctx context.Context) (float64, bool, error) { return l.alone(ctx, s) })
		m.alone = append(m.alone, value)
		if !settled {
			m.unsettledBare++
		}
	}
	return m
}

// best runs something a few times and returns the best value, and whether
// every run was settled.
func (l *line) best(b *testing.B, memory *uint64, run func(context.Context) (float64, bool, error)) (float64, bool) {
	best, all := math.Inf(1), true
	if l.least {
		best = 0
	}
	start := worked()
	for n := 0; n < maxRuns && (n == 0 || worked()-start < enoughTime); n++ {
		value, settled := l.once(b, memory, run)
		all = all && settled
		if l.least {
			best = max(best, value)
		} else {
			best = min(best, value)
		}
	}
	return best, all
}

func (l *line) once(b *testing.B, memory *uint64, run func(context.Context) (float64, bool, error)) (float64, bool) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var value float64
	var settled bool
	var err error
	held := watched(l.limit, cancel, func() {
		start := worked()
		value, settled, err = run(ctx)
		if math.IsNaN(value) {
			value = milliseconds(start)
		}
	})
	if memory != nil {
		*memory = max(*memory, held)
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		b.Fatal(err)
	}
	return value, settled
}

// began is when the program did.
var began = time.Now()

// milliseconds returns the processor time since.
func milliseconds(since time.Duration) float64 { return (worked() - since).Seconds() * 1e3 }

// drawn draws the case and compiles it.
func drawn(spec synthetic.Spec) (*instance, error) {
	c, err := synthetic.Case(spec)
	if err != nil {
		return nil, err
	}
	p, err := bargain.Compile(c)
	return &instance{spec, c, p}, err
}

// watched makes a call, ends it when it has taken the processor for the limit,
// and returns the most memory that the process held meanwhile, in bytes: what
// the runtime has and has not given back, the compiled instance and the
// program's own included.
func watched(limit time.Duration, end func(), call func()) uint64 {
	debug.FreeOSMemory()
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	held := func() uint64 {
		metrics.Read(sample)
		return sample[0].Value.Uint64() - sample[1].Value.Uint64()
	}
	most, start := held(), worked()
	done := make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		tick := time.NewTicker(4 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				most = max(most, held())
				if worked()-start > limit {
					end()
				}
			}
		}
	})
	call()
	close(done)
	wait.Wait()
	return max(most, held())
}

// singly has everything run on one processor until the benchmark ends.
func singly(b *testing.B) {
	before := runtime.GOMAXPROCS(1)
	b.Cleanup(func() { runtime.GOMAXPROCS(before) })
}

// middle and worst of the values of the seeds.
func middle(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

func (l *line) worst(values []float64) float64 {
	if l.least {
		return slices.Min(values)
	}
	return slices.Max(values)
}

// label tells the specs of a line apart, in the name of a benchmark.
func label(s synthetic.Spec) string {
	grid := s.Grid
	if grid == "" {
		grid = synthetic.Percent
	}
	name := fmt.Sprintf("%dp_%dx%d", s.Parties, s.Issues, s.Options)
	if s.Family == "" || s.Family == synthetic.Line {
		name += fmt.Sprintf("_c=%v", s.Conflict)
	} else {
		name += "_" + string(s.Family)
	}
	name += "_" + string(grid)
	if !s.NoFallback {
		name += fmt.Sprintf("_r=%v%%", s.Fallback)
	}
	if s.Linkage > 0 {
		name += fmt.Sprintf("_w=%d", s.Linkage)
		if s.Density > 0 {
			name += fmt.Sprintf("_d=%v", s.Density)
		}
	}
	if s.RedLines > 0 {
		name += fmt.Sprintf("_%d-red-lines", s.RedLines)
	}
	return name
}

func (m *measurement) report(b *testing.B, l *line) {
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(middle(m.values), "median-"+l.metric())
	b.ReportMetric(l.worst(m.values), "worst-"+l.metric())
	if len(m.alone) > 0 {
		b.ReportMetric(middle(m.alone), "alone-median-"+l.metric())
		b.ReportMetric(l.worst(m.alone), "alone-worst-"+l.metric())
	}
	b.ReportMetric(float64(m.memory)/1e6, "MB")
	b.ReportMetric(float64(m.unsettled), "unsettled")
}

// metric is the unit in the name of a metric.
func (l *line) metric() string { return strings.ReplaceAll(l.unit, " ", "-") }
