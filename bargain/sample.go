package bargain

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"parley"
	counting "parley/bargain/internal/tally"
)

// sample draws packages of the possible zone, each as likely as every other,
// independently and with replacement, whether or not they can be counted (see
// package tally).
func (a *analysis) sample() error {
	p := a.p
	switch {
	case a.o.Sample == 0:
		a.nothing("No number of packages to draw was given.", AskSample)
		return nil
	case p.total == nil:
		a.refuse("An issue is continuous; packages are drawn from options and steps.", AskSample)
		return nil
	}
	report := a.start("drawing packages")
	s, err := a.explore().space(p.everything())
	if err != nil {
		return err
	}
	locals, how, err := counting.Draw(a.ctx, s, a.o.Sample, counting.Options{Seed: a.o.Seed, Report: report})
	a.needZone()
	rng := rand.New(rand.NewPCG(a.o.Seed, 1))
	for _, local := range locals {
		pkg := p.anyPackageAt(rng, s.Chosen(local))
		a.judge.check(p, pkg, nil, mask{})
		a.out.Zone.Sample = append(a.out.Zone.Sample, pkg)
	}
	why := ""
	if errors.Is(err, counting.ErrRare) {
		why = fmt.Sprintf("Members of the zone are so rare that only %d were drawn within the work allowed; those are even draws.", len(locals))
		err = nil
	}
	a.certify(AskSample, Certificate{Proven: err == nil && why == "", Method: how, Why: why})
	return err
}

// anyPackageAt returns one of the packages of the cells, each as likely as
// every other.
func (p *Problem) anyPackageAt(rng *rand.Rand, cells []int) parley.Package {
	pkg := parley.Package{}
	for at, k := range cells {
		i := &p.issues[at]
		pkg[i.ID] = i.At(i.inCell[k][rng.IntN(len(i.inCell[k]))])
	}
	return pkg
}
