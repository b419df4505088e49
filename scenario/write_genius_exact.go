package scenario

import (
	"math/big"
	"strings"

	"parley"
)

// greatest returns what the greatest evaluation of an issue was before all are
// divided by it, if from that and the quotients, rounded as they are written, the
// numbers can be told exactly; or nil. Of a case these are the numbers as it states
// them, so that it comes back as it was; else, where quotients have no end, whole
// ones.
func (w *geniusWriter) greatest(i int, e Evaluation, row []*big.Rat, verbatim bool) *big.Rat {
	if w.kinds[i] != Discrete {
		return nil
	}
	table, _ := e.(*Table)
	if verbatim {
		if table == nil || table.Whole == nil {
			return nil
		}
		return table.greatest().Rat()
	}
	most := greatestOf(row)
	if most.Sign() <= 0 {
		return nil
	}
	var parts []*big.Rat
	endless := false
	common := big.NewInt(1)
	for _, v := range row {
		part := new(big.Rat).Quo(v, most)
		_, exact := decimalText(part)
		endless = endless || !exact
		if d := part.Denom(); common.Cmp(big.NewInt(maxUtility)) <= 0 {
			common.Mul(common, new(big.Int).Quo(d, new(big.Int).GCD(nil, nil, common, d)))
		}
		parts = append(parts, part)
	}
	var tries []*big.Rat
	if table != nil && table.unit != nil {
		tries = append(tries, new(big.Rat).Mul(most, table.unit.Rat()))
	}
	if endless && common.Cmp(big.NewInt(maxUtility)) <= 0 {
		tries = append(tries, newRat(common))
	}
	for _, by := range tries {
		if by.Cmp(one) != 0 && tells(parts, by) {
			return by
		}
	}
	return nil
}

// tells reports whether parts, rounded as they are written, times the number are
// exactly what they were before they were divided by it.
func tells(parts []*big.Rat, by *big.Rat) bool {
	if _, exact := decimalText(by); !exact {
		return false
	}
	for _, part := range parts {
		text, _ := decimalText(part)
		read, err := parseNumber(text)
		if err != nil || multiplied(read.Rat(), by).Rat().Cmp(new(big.Rat).Mul(part, by)) != 0 {
			return false
		}
	}
	return true
}

// multiplied undoes a division whose quotient was rounded to the twentieth place:
// the product is rounded to one place fewer for each digit that the number has
// before the point, and one more.
func multiplied(part, by *big.Rat) parley.Number {
	whole := new(big.Int).Quo(by.Num(), by.Denom())
	places := digits - 1
	if whole.Sign() > 0 {
		places -= len(whole.String())
	}
	product := new(big.Rat).Mul(part, by)
	n, err := parseNumber(strings.TrimSuffix(product.FloatString(max(places, 0)), "."))
	if err != nil {
		return parley.Exactly(product)
	}
	return n
}
