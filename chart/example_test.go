package chart_test

import (
	"fmt"

	"parley/chart"
)

// A scene is what its items draw, with a title and a description for those
// who do not see it.
func ExampleScene() {
	s := chart.Scene{
		ID: "pond", Title: "A pond", Desc: "A disc.", Width: 20, Height: 20,
		Items: []chart.Item{chart.Circle{At: chart.Point{X: 10, Y: 10}, Radius: 8, Class: "bar"}},
	}
	fmt.Println(s.SVG())
	// Output:
	// <svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 20 20" width="20" height="20" aria-labelledby="pond-title pond-desc"><title id="pond-title">A pond</title><desc id="pond-desc">A disc.</desc>
	// <circle class="bar" cx="10" cy="10" r="8"/>
	// </svg>
}

func ExampleTicks() {
	fmt.Println(chart.Ticks(38.3, 61.7, 5))
	// Output: [30 40 50 60 70]
}
