package casefile_test

import (
	"fmt"
	"os"

	"parley"
	"parley/casefile"
)

func ExampleRead() {
	c, ds := casefile.Read("orchard.yaml", []byte(`parley: 1
parties: {elm: {}, oak: {}}
issues:
  harvest: {options: {elm: Elm picks, oak: Oak picks}}
positions:
  elm:
    never:
      - {pattern: {harvset: oak}}
`))
	fmt.Println(len(c.Parties), "parties")
	fmt.Print(ds)
	// Output:
	// 2 parties
	// orchard.yaml:8:20: error: there is no issue "harvset"
	//   8 |       - {pattern: {harvset: oak}}
	//     |                    ^
	//   hint: did you mean harvest?
}

func ExampleWrite() {
	c := &parley.Case{
		Title:   "An orchard",
		Parties: []parley.Party{{ID: "elm", Name: "Elm farm"}, {ID: "oak"}},
		Issues: []parley.Issue{
			{ID: "harvest", Options: []parley.Option{{ID: "elm", Text: "Elm picks"}, {ID: "no", Text: "Nobody"}}},
			{ID: "rent", Range: &parley.Range{Min: parley.Int(0), Max: parley.Int(100), Unit: "k€"}},
		},
	}
	if err := casefile.Write(os.Stdout, c); err != nil {
		fmt.Println(err)
	}
	// Output:
	// parley: 1
	// title: An orchard
	//
	// parties:
	//   elm: {name: Elm farm}
	//   oak: {}
	//
	// issues:
	//   harvest:
	//     options:
	//       elm: Elm picks
	//       "no": Nobody
	//   rent: {range: [0, 100], unit: k€}
}
