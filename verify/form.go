package verify

import "unicode/utf8"

// isWord reports whether b is a word by docs/journal-format.md.
func isWord(b []byte) bool {
	if len(b) < 1 || len(b) > 200 {
		return false
	}
	for i := 0; i < len(b); {
		if c := b[i]; c < 0x80 {
			if !plain[c] {
				return false
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if n == 1 || r < 0xA1 || hidden(r) {
			return false
		}
		i += n
	}
	return true
}

// plain marks the characters of ASCII that a word may hold.
var plain = func() (table [128]bool) {
	for _, c := range "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/@+" {
		table[c] = true
	}
	return
}()

// hidden reports whether the character, U+00A1 or above, cannot be seen or
// turns the direction of writing.
func hidden(r rune) bool {
	switch {
	case r < 0x2000:
		return r == 0xAD || r == 0x34F || r == 0x61C || r == 0x115F || r == 0x1160 || r == 0x1680 ||
			r == 0x17B4 || r == 0x17B5 || r >= 0x180B && r <= 0x180F
	case r < 0x3000:
		return r <= 0x200F || r >= 0x2028 && r <= 0x202F || r >= 0x205F && r <= 0x206F
	case r < 0xE000:
		return r == 0x3000 || r == 0x3164 || r >= 0xD800
	case r <= 0xFFFF:
		return r <= 0xF8FF || r >= 0xFDD0 && r <= 0xFDEF || r >= 0xFE00 && r <= 0xFE0F || r == 0xFEFF ||
			r == 0xFFA0 || r >= 0xFFF0 && r <= 0xFFFB || r >= 0xFFFE
	}
	return r >= 0xE0000
}

// number reads a number; not ok where it is none.
func number(b []byte) (n int64, ok bool) {
	if len(b) < 1 || len(b) > 12 || b[0] == '0' && len(b) > 1 {
		return 0, false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int64(c-'0')
	}
	return n, true
}

// hexadecimal reads as many bytes as to has, from small digits.
func hexadecimal(to, b []byte) bool {
	if len(b) != 2*len(to) {
		return false
	}
	for i := range to {
		high, low := nibble[b[2*i]], nibble[b[2*i+1]]
		if high|low > 15 {
			return false
		}
		to[i] = high<<4 | low
	}
	return true
}

var nibble = func() (table [256]byte) {
	for i := range table {
		table[i] = 0xFF
	}
	for i, c := range []byte("0123456789abcdef") {
		table[c] = byte(i)
	}
	return
}()

// isTime reports whether b is a time that exists in the calendar.
func isTime(b []byte) bool {
	const form = "0000-00-00T00:00:00.000000000Z"
	if len(b) != len(form) {
		return false
	}
	for i, c := range b {
		if form[i] == '0' && (c < '0' || c > '9') || form[i] != '0' && c != form[i] {
			return false
		}
	}
	at := func(i, n int) (v int) {
		for _, c := range b[i : i+n] {
			v = 10*v + int(c-'0')
		}
		return
	}
	year, month, day := at(0, 4), at(5, 2), at(8, 2)
	if month < 1 || month > 12 {
		return false
	}
	days := [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
	if month == 2 && (year%4 == 0 && year%100 != 0 || year%400 == 0) {
		days = 29
	}
	return day >= 1 && day <= days && at(11, 2) < 24 && at(14, 2) < 60 && at(17, 2) < 60
}
