package typeset

import (
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// entry is a line of the outline.
type entry struct {
	title  string
	target string
	object ref
	kids   []*entry
}

// writer puts the parts of a document into a file.
type writer struct {
	*file
	pages   []ref
	painted []*painter
	places  map[string]string // place to where it is, as the file says it
	outline entry             // without a title: what holds the others
	links   []*Element        // of the signs that lead somewhere, in the order of their keys
}

// file writes the pages.
func (d *Document) file(pages []*page, out io.Writer) error {
	w := &writer{file: newFile(), places: map[string]string{}}
	width, height := d.paper()
	for range pages {
		w.pages = append(w.pages, w.reserve())
	}
	w.find(pages, height)
	tree, resources := w.reserve(), w.reserve()
	for i, p := range pages {
		q := &painter{height: height, page: i, places: w.places}
		for _, at := range slices.Concat(p.head, p.rows) {
			q.row(d, at)
		}
		if p.rule > 0 {
			x := marginSide
			if d.Info.Mirrored {
				x = width - marginSide - noteRule
			}
			q.box(0x8a94a0, x, p.rule, noteRule, .5)
		}
		w.painted = append(w.painted, q)
		content := w.stream("", []byte(q.String()))
		notes := w.annotations(q)
		w.put(w.pages[i], fmt.Sprintf("<</Type/Page/Parent %s/MediaBox[0 0 %s %s]/Resources %s/Contents %s/Tabs/S/StructParents %d%s>>",
			tree, number(width), number(height), resources, content, i, notes))
	}
	w.put(tree, fmt.Sprintf("<</Type/Pages/Kids%s/Count %d>>", refs(w.pages), len(w.pages)))
	var fonts strings.Builder
	for _, f := range d.set.faces.list {
		fmt.Fprintf(&fonts, "/%s %s", f.label, w.font(f))
	}
	w.put(resources, fmt.Sprintf("<</Font<<%s>>>>", fonts.String()))
	structure := w.structure(d.Root)
	catalogue := fmt.Sprintf("<</Type/Catalog/Pages %s/MarkInfo<</Marked true>>/StructTreeRoot %s/ViewerPreferences<</DisplayDocTitle true>>/Metadata %s",
		tree, structure, w.metadata(d.Info))
	if d.Info.Language != "" {
		catalogue += "/Lang " + byteString(d.Info.Language)
	}
	if len(w.outline.kids) > 0 {
		w.entry(&w.outline, 0, 0, 0)
		catalogue += "/PageMode/UseOutlines/Outlines " + w.outline.object.String()
	}
	if len(w.places) > 0 {
		catalogue += "/Names<</Dests " + w.names().String() + ">>"
	}
	info := "<</Title " + unicodeString(d.Info.Title) + "/Producer(Parley)"
	if !d.Info.Date.IsZero() {
		info += "/CreationDate(" + d.Info.Date.UTC().Format("D:20060102150405Z") + ")"
	}
	return w.end(out, w.add(catalogue+">>"), w.add(info+">>"))
}

// find notes where places and what the outline names stand.
func (w *writer) find(pages []*page, height float64) {
	path := []*entry{&w.outline}
	for i, p := range pages {
		for _, at := range p.rows {
			b := at.row.block
			if !at.row.first || at.row.again {
				continue
			}
			target := fmt.Sprintf("[%s/XYZ 0 %s null]", w.pages[i], number(height-at.y+8))
			if _, known := w.places[b.Place]; b.Place != "" && !known {
				w.places[b.Place] = target
			}
			if b.Outline == "" {
				continue
			}
			e := &entry{title: b.Outline, target: target}
			path = path[:min(len(path), b.Level+1)]
			up := path[len(path)-1]
			up.kids = append(up.kids, e)
			path = append(path, e)
		}
	}
}

// entry writes a line of the outline with those below it.
func (w *writer) entry(e *entry, parent, previous, next ref) {
	if e.object == 0 {
		e.object = w.reserve()
	}
	body := ""
	if e.title != "" {
		body = "/Title " + unicodeString(e.title) + "/Dest" + e.target + "/Parent " + parent.String()
		if previous != 0 {
			body += "/Prev " + previous.String()
		}
		if next != 0 {
			body += "/Next " + next.String()
		}
	}
	for _, k := range e.kids {
		k.object = w.reserve()
	}
	if n := len(e.kids); n > 0 {
		body += fmt.Sprintf("/First %s/Last %s/Count %d", e.kids[0].object, e.kids[n-1].object, n)
	}
	w.put(e.object, "<<"+body+">>")
	for i, k := range e.kids {
		var before, behind ref
		if i > 0 {
			before = e.kids[i-1].object
		}
		if i+1 < len(e.kids) {
			behind = e.kids[i+1].object
		}
		w.entry(k, e.object, before, behind)
	}
}

// names writes the places that links lead to, in the order of their bytes.
func (w *writer) names() ref {
	var b strings.Builder
	for _, place := range slices.Sorted(maps.Keys(w.places)) {
		b.WriteString(byteString(place) + w.places[place])
	}
	return w.add("<</Names[" + b.String() + "]>>")
}

// annotations writes what on a page leads somewhere.
func (w *writer) annotations(p *painter) string {
	if len(p.links) == 0 {
		return ""
	}
	var all []ref
	for _, l := range p.links {
		a := w.add(fmt.Sprintf("<</Type/Annot/Subtype/Link/Rect[%s %s %s %s]/Border[0 0 0]/F 4/Dest %s/StructParent %d>>",
			number(l.x), number(l.y), number(l.x+l.width), number(l.y+l.height), byteString(l.to), len(w.pages)+len(w.links)))
		l.element.kids = append(l.element.kids, kid{page: p.page, object: a})
		w.links = append(w.links, l.element)
		all = append(all, a)
	}
	return "/Annots" + refs(all)
}

// structure writes the tree of elements, and the tree that leads to it from what
// is marked on pages and from links.
func (w *writer) structure(root *Element) ref {
	top := w.reserve()
	w.element(root, top)
	var parents strings.Builder
	for i, p := range w.painted {
		var list []ref
		for _, e := range p.marks {
			list = append(list, e.object)
		}
		fmt.Fprintf(&parents, "%d %s ", i, refs(list))
	}
	for i, e := range w.links {
		fmt.Fprintf(&parents, "%d %s ", len(w.pages)+i, e.object)
	}
	tree := w.add("<</Nums[" + parents.String() + "]>>")
	w.put(top, fmt.Sprintf("<</Type/StructTreeRoot/K %s/ParentTree %s/ParentTreeNextKey %d>>", root.object, tree, len(w.pages)+len(w.links)))
	return top
}

// element writes an element with its parts. Elements without parts are left out.
func (w *writer) element(e *Element, parent ref) {
	e.object = w.reserve()
	var kids strings.Builder
	for _, k := range e.kids {
		switch {
		case k.element != nil:
			if k.element.empty() {
				continue
			}
			w.element(k.element, e.object)
			fmt.Fprintf(&kids, "%s ", k.element.object)
		case k.object != 0:
			fmt.Fprintf(&kids, "<</Type/OBJR/Pg %s/Obj %s>>", w.pages[k.page], k.object)
		default:
			fmt.Fprintf(&kids, "<</Type/MCR/Pg %s/MCID %d>>", w.pages[k.page], k.mark)
		}
	}
	body := fmt.Sprintf("<</Type/StructElem/S%s/P %s/K[%s]", name(string(e.role)), parent, kids.String())
	if e.lang != "" {
		body += "/Lang " + byteString(e.lang)
	}
	if e.look != "" {
		body += "/A<</O/Layout/TextDecorationType" + name(e.look) + ">>"
	}
	w.put(e.object, body+">>")
}

// empty reports whether nothing in the element stands on a page.
func (e *Element) empty() bool {
	return !slices.ContainsFunc(e.kids, func(k kid) bool { return k.element == nil || !k.element.empty() })
}

// metadata says the title and the language in the form that archives read (XMP).
func (w *writer) metadata(info Info) ref {
	esc := func(s string) string {
		var b strings.Builder
		_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder takes everything
		return b.String()
	}
	var b strings.Builder
	b.WriteString("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">` +
		`<dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + esc(info.Title) + `</rdf:li></rdf:Alt></dc:title>`)
	if info.Language != "" {
		b.WriteString(`<dc:language><rdf:Bag><rdf:li>` + esc(info.Language) + `</rdf:li></rdf:Bag></dc:language>`)
	}
	b.WriteString(`<pdf:Producer>Parley</pdf:Producer>`)
	if !info.Date.IsZero() {
		b.WriteString(`<xmp:CreateDate>` + info.Date.UTC().Format(time.RFC3339) + `</xmp:CreateDate>`)
	}
	b.WriteString("</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>")
	return w.raw("/Type/Metadata/Subtype/XML", []byte(b.String()))
}

func refs(list []ref) string {
	var b strings.Builder
	for i, r := range list {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(r.String())
	}
	return "[" + b.String() + "]"
}

// byteString writes bytes in hexadecimal.
func byteString(s string) string { return fmt.Sprintf("<%X>", s) }
