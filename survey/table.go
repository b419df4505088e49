package survey

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// CSV writes the rows with a header line.
func (s *Survey) CSV(w io.Writer, rows []Row) error {
	c := csv.NewWriter(w)
	head := make([]string, len(s.Columns))
	for i, x := range s.Columns {
		head[i] = x.Name
	}
	if err := c.Write(head); err != nil {
		return err
	}
	for _, r := range rows {
		if err := c.Write(r); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// JSON writes an object with what each column says and the rows. Counts are
// texts, as they may be of any size; a column of which a row knows nothing is
// left out of it.
func (s *Survey) JSON(w io.Writer, rows []Row) error {
	var b bytes.Buffer
	b.WriteString("{\n  \"columns\": {")
	for i, c := range s.Columns {
		fmt.Fprintf(&b, "%s\n    %s: %s", comma(i), quote(c.Name), quote(c.Says))
	}
	b.WriteString("\n  },\n  \"scenarios\": [")
	for k, r := range rows {
		b.WriteString(comma(k) + "\n    {")
		n := 0
		for i, c := range s.Columns {
			if r[i] == "" {
				continue
			}
			fmt.Fprintf(&b, "%s%s: %s", spaced(n), quote(c.Name), value(c.Kind, r[i]))
			n++
		}
		b.WriteString("}")
	}
	b.WriteString("\n  ]\n}\n")
	_, err := w.Write(b.Bytes())
	return err
}

func comma(i int) string {
	if i == 0 {
		return ""
	}
	return ","
}

func spaced(i int) string {
	if i == 0 {
		return ""
	}
	return ", "
}

func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(err) // a string can always be encoded
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// value writes a cell's text as JSON.
func value(k Kind, text string) string {
	switch k {
	case Number:
		return text
	case Vector:
		return "[" + strings.ReplaceAll(text, " ", ", ") + "]"
	case Points:
		points := strings.Split(text, "; ")
		for i := range points {
			points[i] = value(Vector, points[i])
		}
		return "[" + strings.Join(points, ", ") + "]"
	}
	return quote(text)
}

// ErrColumns is the error of a table that holds other columns than the survey's.
var ErrColumns = errors.New("the table holds other columns")

// ReadCSV reads what CSV wrote: rows by the name of their scenario.
func (s *Survey) ReadCSV(r io.Reader) (map[string]Row, error) {
	all, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, err
	}
	rows := map[string]Row{}
	for k, line := range all {
		if k > 0 {
			rows[line[0]] = line
			continue
		}
		if !slices.EqualFunc(line, s.Columns, func(name string, c Column) bool { return name == c.Name }) {
			return nil, ErrColumns
		}
	}
	return rows, nil
}

// ReadJSON reads what JSON wrote.
func (s *Survey) ReadJSON(r io.Reader) (map[string]Row, error) {
	var file struct {
		Columns   map[string]string
		Scenarios []map[string]json.RawMessage
	}
	d := json.NewDecoder(r)
	if err := d.Decode(&file); err != nil {
		return nil, err
	}
	if len(file.Columns) != len(s.Columns) {
		return nil, ErrColumns
	}
	for _, c := range s.Columns {
		if file.Columns[c.Name] != c.Says {
			return nil, ErrColumns
		}
	}
	rows := map[string]Row{}
	for _, x := range file.Scenarios {
		row := make(Row, len(s.Columns))
		for i, c := range s.Columns {
			text, err := cell(c.Kind, x[c.Name])
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c.Name, err)
			}
			row[i] = text
		}
		rows[row[0]] = row
	}
	return rows, nil
}

// cell returns the text that value wrote as JSON.
func cell(k Kind, raw json.RawMessage) (string, error) {
	if raw == nil {
		return "", nil
	}
	switch k {
	case Number:
		var n json.Number
		err := json.Unmarshal(raw, &n)
		return n.String(), err
	case Vector:
		var v []json.Number
		err := json.Unmarshal(raw, &v)
		return joined(v), err
	case Points:
		var ps [][]json.Number
		err := json.Unmarshal(raw, &ps)
		var texts []string
		for _, v := range ps {
			texts = append(texts, joined(v))
		}
		return strings.Join(texts, "; "), err
	}
	var s string
	err := json.Unmarshal(raw, &s)
	return s, err
}

func joined(v []json.Number) string {
	var texts []string
	for _, n := range v {
		texts = append(texts, n.String())
	}
	return strings.Join(texts, " ")
}
