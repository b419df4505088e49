package web

import "net/http"

// page is one of the pages of a talk, at /talks/TALK/NAME.
type page struct {
	name  string // of its address, its template (NAME.html) and its messages (NAME.title)
	group string // of the navigation: table, private, decide, record; empty: it is not in it

	// whom says who finds the page in the navigation; nil: everybody with a
	// seat. It hides nothing that is not shown anyway, and guards nothing: what
	// a page shows follows from the view.
	whom func(v *visit) bool

	// open says that the page is there for everybody, signed in or not.
	open bool

	// show returns what the template is given as .Page.
	show func(v *visit) (any, error)

	// post carries out what a form of the page asks for; nil: it is an act of
	// the talks, see visit.act. It returns where to go on (nowhere: the
	// page is shown with what came of it, and nothing happened), or an error.
	post func(v *visit) (string, error)

	// preview says what others would see of a form that is no act of the talks;
	// nil: there is no such form, or it cannot be said.
	preview func(v *visit) ([]seen, error)

	// files are what the page offers besides, by pattern.
	files map[string]func(v *visit, w http.ResponseWriter) error
}

// groups are the parts of the navigation, in order.
var groups = []string{"table", "private", "decide", "record"}

// pages are all pages, in the order of the navigation. A page's file holds
// its entry.
var pages = []page{
	boardPage,
	textPage,
	pointPage,
	proposalsPage,
	rulesPage,
	roundsPage,
	positionPage,
	groundPage,
	deadlockPage,
	shuttlePage,
	blindPage,
	silencePage,
	signingPage,
	journalPage,
	peoplePage,
	publicPage,
}

func findPage(name string) (page, bool) {
	for _, p := range pages {
		if p.name == name {
			return p, true
		}
	}
	return page{}, false
}
