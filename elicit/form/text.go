package form

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// width is how wide the text is, in columns.
const width = 78

// Text writes the form as plain text, to be filled in with a pen or an editor.
func (f *Form) Text(out io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n%s\n\n%s %s.\n\n", wrap(f.Title, ""), strings.Repeat("=", min(utf8.RuneCountInString(f.Title), width)), f.Say("confidential"), f.Party)
	b.WriteString(wrap(f.Say("intro"), "") + "\n")
	for _, i := range f.Items {
		fmt.Fprintf(&b, "\n%s\n", wrap(fmt.Sprintf("%d. %s", i.Number, i.Ask), "   "))
		if i.Help != "" {
			b.WriteString("   " + wrap(i.Help, "   ") + "\n")
		}
		b.WriteString("\n")
		for _, r := range i.Rows {
			b.WriteString("   " + wrap(row(r), "       ") + "\n")
		}
		for _, l := range i.Lines {
			b.WriteString("   " + wrap(line(l), "       ") + "\n")
		}
		if len(i.Grade) > 0 {
			b.WriteString("   " + wrap(f.Say("whomay")+": "+boxes(i.Grade), "       ") + "\n")
		}
	}
	b.WriteString("\n" + f.Say("whomay") + "\n")
	for _, g := range f.Grades {
		fmt.Fprintf(&b, "  %s\n", wrap(strings.ReplaceAll(fmt.Sprintf("%-13s", g.Label), " ", together)+" "+g.Says, "                "))
	}
	b.WriteString("\n" + f.Say("wesay") + "\n\n" + f.Say("sign") + ": " + strings.Repeat("_", 50) + "\n")
	_, err := out.Write(b.Bytes())
	return err
}

func row(r Row) string {
	s := r.Label
	if r.Place {
		text := r.Text
		if text == "" {
			text = "____"
		}
		return "[" + text + "]  " + s
	}
	if len(r.Boxes) > 0 && s != "" {
		s += ": "
	}
	return s + boxes(r.Boxes)
}

func boxes(list []Box) string {
	var parts []string
	for _, x := range list {
		mark := "[ ]"
		if x.On {
			mark = "[x]"
		}
		parts = append(parts, strings.ReplaceAll(mark+" "+x.Label, " ", together))
	}
	return strings.Join(parts, "  ")
}

// together stands for a space at which no line is broken.
const together = "\x1f"

func line(l Line) string {
	label, text := l.Label, l.Text
	if label != "" {
		if !strings.HasSuffix(label, "?") {
			label += ":"
		}
		label += " "
	}
	if text == "" {
		text = strings.Repeat("_", max(12, width-8-utf8.RuneCountInString(label)))
	}
	return label + text
}

// wrap breaks words into lines, all but the first of which begin with the
// indent.
func wrap(s, indent string) string {
	var b strings.Builder
	column := utf8.RuneCountInString(indent)
	for n, word := range strings.Fields(s) {
		w := utf8.RuneCountInString(word)
		switch {
		case n == 0:
		case column+1+w > width:
			b.WriteString("\n" + indent)
			column = utf8.RuneCountInString(indent)
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += w
	}
	return strings.ReplaceAll(b.String(), together, " ")
}
