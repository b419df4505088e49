package bargain

import (
	"context"
	"math/big"
)

// cellSearch goes through the cells of a problem with continuous issues.
type cellSearch struct{ *Problem }

func (p cellSearch) method() string { return "cells" }
func (p cellSearch) takeCensus(ctx context.Context, report func(float64)) (*census, error) {
	return enumeration{p.Problem}.takeCensus(ctx, report)
}
func (p cellSearch) frontier(ctx context.Context, ignore mask, _ *yardstick, report func(float64)) (front, error) {
	return front{}, nil
}
func (p cellSearch) pick(_ context.Context, q Question, y *yardstick, f front) (picked, error) {
	return picked{}, nil
}
func (p cellSearch) leastBurden(_ context.Context, _ mask, y *yardstick, f front) (candidate, error) {
	return candidate{}, nil
}
func (p cellSearch) highestMinimum(ctx context.Context, ignore mask, y *yardstick, atLeast *big.Rat) (*big.Rat, error) {
	return nil, nil
}
