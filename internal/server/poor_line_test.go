package server

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"strings"
	"testing"
)

// handIn is a request that hands in a file on the page of the text.
func (x *running) handIn(c *http.Client, file []byte) said {
	x.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("form", "import")
	part, err := w.CreateFormFile("file", "text.docx")
	if err != nil {
		x.t.Fatal(err)
	}
	_, _ = part.Write(file)
	_ = w.Close()
	return x.ask(c, "POST", "/talks/spring/text", nil, func(r *http.Request) {
		r.Header.Set("Content-Type", w.FormDataContentType())
		r.Body, r.ContentLength = io.NopCloser(&b), int64(b.Len())
	})
}

// Documents that are none, that were cut short or hold other things, and a
// connection that breaks in the middle of one: each is refused in words or comes to
// nothing, nothing is recorded of it, and the server goes on.
func TestBrokenUploads(t *testing.T) {
	x, chair := convened(t, nil)
	seq := func() int {
		t.Helper()
		s, err := x.house.talks.State(t.Context(), "spring")
		if err != nil {
			t.Fatal(err)
		}
		return s.Seq
	}
	before := seq()
	whole := x.ask(chair, "GET", "/talks/spring/text.docx", nil)
	x.want(whole, 200)
	document := []byte(whole.body)
	if len(document) < 2000 {
		t.Fatalf("the document has %d bytes", len(document))
	}
	swapped := bytes.Clone(document)
	for i := len(swapped) / 3; i < len(swapped)/3+400; i++ {
		swapped[i] ^= 0x5a
	}
	for name, file := range map[string][]byte{
		"nothing": nil, "no zip": []byte("Dear all, we agree."), "cut short": document[:len(document)/2], "without its end": document[:len(document)-20],
		"with other bytes in it": swapped, "its name alone": []byte("PK\x03\x04"),
	} {
		if got := x.handIn(chair, file); got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.body, "This was not done.") {
			t.Errorf("a document with %s: %s\n%.400s", name, got.Status, got.body)
		}
	}
	// What comes back as it went out is no mistake of the reader's: the test would see
	// if everything were refused.
	x.want(x.handIn(chair, document), http.StatusUnprocessableEntity, "Nothing in it differs")

	// The line breaks when half of it was sent.
	for _, header := range []string{"Content-Length: 100000", "Transfer-Encoding: chunked"} {
		c := x.dial()
		fmt.Fprintf(c, "POST /talks/spring/text HTTP/1.1\r\nHost: %s\r\nSec-Fetch-Site: same-origin\r\nCookie: %s\r\nContent-Type: multipart/form-data; boundary=b\r\n%s\r\n\r\n", x.base.Host, x.cookies(chair), header)
		half := "--b\r\nContent-Disposition: form-data; name=\"form\"\r\n\r\nimport\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"t.docx\"\r\n\r\n" + string(document[:500])
		if strings.HasPrefix(header, "Transfer") {
			half = fmt.Sprintf("%x\r\n%s\r\n", len(half), half)
		}
		fmt.Fprint(c, half)
		_ = c.Close()
	}
	x.want(x.ask(chair, "GET", "/talks/spring/board", nil), 200, `data-person="mediator"`)
	if seq() != before {
		t.Errorf("%d events were recorded of broken documents", seq()-before)
	}
	if strings.Contains(x.log.String(), "level=ERROR") {
		t.Errorf("broken documents are faults of the server:\n%s", x.log)
	}
}

// Browsers that send half a request, or read nothing of an answer, take nothing
// from the others, and each of them has an end.
func TestSlowClients(t *testing.T) {
	x, chair := convened(t, nil)
	x.paced(10_000, 100) // it is about many browsers, and they share a session here
	cookie := x.cookies(chair)
	var all []net.Conn
	for i := range 60 {
		c := x.dial()
		all = append(all, c)
		switch i % 3 {
		case 0: // half a header
			fmt.Fprintf(c, "GET /talks/spring/board HTTP/1.1\r\nHost: %s\r\nCoo", x.base.Host)
		case 1: // half a form
			fmt.Fprintf(c, "POST /talks/spring/board HTTP/1.1\r\nHost: %s\r\nSec-Fetch-Site: same-origin\r\nCookie: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\ndo=rou", x.base.Host, cookie)
		case 2: // many pages, of which nothing is read
			for range 20 {
				fmt.Fprintf(c, "GET /talks/spring/text HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n\r\n", x.base.Host, cookie)
			}
		}
	}
	for range 5 {
		x.want(x.ask(chair, "GET", "/talks/spring/board", nil), 200, `data-person="mediator"`)
	}
	x.seat(chair, "ann", "north", "head")
	x.want(x.ask(x.come(x.invite("spring", "ann")), "GET", "/talks/spring/board", nil), 200, "Person ann")
	for _, c := range all {
		_ = c.Close()
	}
	if s := x.listen(nil); s.ReadHeaderTimeout <= 0 || s.ReadTimeout <= 0 || s.WriteTimeout <= 0 || s.IdleTimeout <= 0 || s.MaxHeaderBytes <= 0 {
		t.Errorf("a browser can hold a connection for ever: %+v", s)
	}
}

// dial opens a connection to the server.
func (x *running) dial() net.Conn {
	x.t.Helper()
	c, err := net.Dial("tcp", x.base.Host)
	if err != nil {
		x.t.Fatal(err)
	}
	x.t.Cleanup(func() { _ = c.Close() })
	return c
}

// cookies are those that the browser sends to the server.
func (x *running) cookies(c *http.Client) string {
	var all []string
	for _, k := range c.Jar.Cookies(x.base) {
		all = append(all, k.Name+"="+k.Value)
	}
	return strings.Join(all, "; ")
}
