package parley

import (
	"slices"
	"strings"
)

func (k *checker) checkDocuments() {
	at := Path{"documents"}
	var ids []string
	for _, d := range k.c.Documents {
		here := at.At(d.ID)
		ids = append(ids, d.ID)
		k.id(here, "document", d.ID)
		k.standing(here, d.Standing)
		k.grade(here, d.Grade)
		seen := map[string]bool{}
		for i, p := range d.Points {
			point := here.At("points").Index(i)
			if p.ID == "" || len(p.ID) > 64 || strings.ContainsFunc(p.ID, func(r rune) bool { return r < ' ' }) {
				k.errorf(point, "such as 5, or 5 bis", "%q cannot be the number of a point", p.ID)
			}
			if seen[p.ID] {
				k.errorf(point.At("id"), "number one of them 5 bis, say", "the point %s stands twice in %s", p.ID, d.ID)
			}
			seen[p.ID] = true
			k.standing(point, p.Standing)
			k.grade(point, p.Grade)
			k.checkAlternatives(point, p)
		}
	}
	k.unique("document", ids, "documents")
}

func (k *checker) checkAlternatives(at Path, p Point) {
	if p.Issue == "" {
		if len(p.Alternatives) > 0 {
			k.errorf(at.At("text"), "name the issue of which these are the options", "the point has alternatives and no issue")
		}
		return
	}
	issue, ok := k.issue(at.At("issue"), p.Issue)
	if !ok || len(p.Alternatives) == 0 {
		return
	}
	if issue.Numeric() {
		k.errorf(at.At("text"), "write one text", "issue %s takes a number, so its point has no alternatives", p.Issue)
		return
	}
	var said []string
	for _, a := range p.Alternatives {
		k.option(at.At("text", a.Option), issue, a.Option)
		said = append(said, a.Option)
	}
	for _, o := range issue.Options {
		if !slices.Contains(said, o.ID) {
			k.warnf(at.At("text"), "", "the point has no text for option %s of %s", o.ID, p.Issue)
		}
	}
}

func (k *checker) standing(at Path, s Standing) {
	if s.Status != "" {
		oneOfTyped(k, at.At("status"), "status", s.Status, Statuses())
	} else if len(s.Among) > 0 || s.ReportedBy != "" {
		k.warnf(at, "", "it is said among whom or by whom, and no status")
	}
	for i, p := range s.Among {
		k.party(at.At("among").Index(i), p)
	}
	if s.ReportedBy != "" {
		k.party(at.At("reported_by"), s.ReportedBy)
	}
	k.cited(at, s.Sources)
}
