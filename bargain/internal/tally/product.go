package tally

import (
	"context"
	"math/big"

	"parley/bargain/internal/amount"
	"parley/bargain/internal/network"
)

// product returns how many packages break no rule in force, floors apart: the
// sum over all packages of the product of their counts, taken bucket by bucket
// (bucket elimination with sum and product, Dechter 1999), in whole numbers of
// as many words as the number of all combinations needs. It takes one
// multiplication for each entry of each table.
func product(ctx context.Context, s *network.Space) (*big.Int, error) {
	all := big.NewInt(1)
	most := big.NewInt(1) // of the tied places: no message exceeds it
	for i := range s.Places {
		sum := new(big.Int)
		for _, c := range s.Places[i].Counts {
			sum.Add(sum, big.NewInt(c))
		}
		switch {
		case s.Places[i].Bucket < 0:
			all.Mul(all, sum)
		case !s.Places[i].Hidden: // a hidden place is determined by the others
			most.Mul(most, sum)
		}
	}
	words := wordsFor(most)
	messages := make([][]uint64, len(s.Buckets))
	for b := range s.Buckets {
		m, err := productMessage(ctx, s, b, messages, words)
		if err != nil {
			return nil, err
		}
		messages[b] = m
		for _, c := range s.Buckets[b].Children {
			messages[c.Bucket] = nil
		}
		if s.Buckets[b].Parent < 0 {
			all.Mul(all, amount.Int(m))
		}
	}
	return all, nil
}

// productMessage is, for each entry of the separator, how many ways there are
// to choose for the bucket's place and all that hangs below it.
func productMessage(ctx context.Context, s *network.Space, b int, messages [][]uint64, words int) ([]uint64, error) {
	bucket := &s.Buckets[b]
	p := &s.Places[bucket.Place]
	counts := make([][]uint64, p.Classes)
	for c, members := range p.Members {
		counts[c] = make([]uint64, words)
		for _, k := range members {
			add(counts[c], []uint64{uint64(p.Counts[k])})
		}
	}
	out := make([]uint64, bucket.Entries(s)*words)
	x, y := make([]uint64, words), make([]uint64, words)
	for e := range bucket.Size {
		if e&0xffff == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if bucket.Barred[e] {
			continue
		}
		copy(x, counts[e%p.Classes])
		for _, c := range bucket.Children {
			at := int(c.Entry[e]) * words
			multiply(y, x, messages[c.Bucket][at:at+words])
			x, y = y, x
		}
		at := e / p.Classes * words
		add(out[at:at+words], x)
	}
	return out, nil
}
