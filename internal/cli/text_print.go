package cli

import (
	"bytes"
	"errors"
	"io"

	"parley/text"
	"parley/text/pdf"
)

// maxFonts bounds the fonts that are read for one print.
const maxFonts = 16

// print writes a sheet as PDF to where it was asked for.
func (p *program) print(s *text.Sheet, output string, fonts []string) error {
	if (output == "" || output == standard) && isTerminal(p.out) {
		return wrong("a PDF is nothing to read on a terminal").hint("give it a file: -o text.pdf")
	}
	if len(fonts) > maxFonts {
		return wrong("--font is given %d times, and %d are enough", len(fonts), maxFonts)
	}
	var o pdf.Options
	for _, name := range fonts {
		data, err := readBounded(name, pdf.MaxFont)
		if err != nil {
			return err
		}
		f, err := pdf.ReadFont(data)
		if err != nil {
			return wrong("%s cannot be used as a font: %s", name, err)
		}
		o.Fonts = append(o.Fonts, f)
	}
	// Whole before the first byte: what cannot be printed overwrites nothing.
	var b bytes.Buffer
	err := pdf.Write(&b, s, o)
	var missing *pdf.Missing
	switch {
	case errors.As(err, &missing):
		return wrong("%s", err).hint("give a TrueType font that has them: --font FILE.ttf")
	case err != nil:
		return wrong("%s", err)
	}
	return p.emit(output, func(w io.Writer) error {
		_, err := w.Write(b.Bytes())
		return err
	})
}

// onlyForPDF refuses fonts for any other form.
func onlyForPDF(fonts []string) error {
	if len(fonts) > 0 {
		return wrong("--font goes with a PDF").hint("-o text.pdf")
	}
	return nil
}
