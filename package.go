package parley

import (
	"encoding/json"
	"maps"
)

// Choice is what a package takes for one issue: the id of an option, or a
// number where Option is empty.
type Choice struct {
	Option string
	Number Number
}

// Equal reports whether two choices are the same.
func (c Choice) Equal(d Choice) bool {
	return c.Option == d.Option && (c.Option != "" || c.Number.Equal(d.Number))
}

// String writes the option's id or the number.
func (c Choice) String() string {
	if c.Option != "" {
		return c.Option
	}
	return c.Number.String()
}

// MarshalJSON writes an option as a string and a number as a number, rounded
// to the nearest float64 where it has no finite decimal.
func (c Choice) MarshalJSON() ([]byte, error) {
	if c.Option != "" {
		return json.Marshal(c.Option)
	}
	s := c.Number.String()
	if !numberText.MatchString(s) {
		return json.Marshal(c.Number.Float())
	}
	return []byte(s), nil
}

// Package takes one choice for every issue, by the id (the
// literature's outcome, contract or deal).
type Package map[string]Choice

// Equal reports whether two packages make the same choices.
func (p Package) Equal(q Package) bool { return maps.EqualFunc(p, q, Choice.Equal) }
