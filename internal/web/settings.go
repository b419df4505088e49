package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // hours in each person's place, on every machine

	"parley/internal/web/catalogue"
)

// What a browser keeps of how somebody likes the pages. It names nobody.
const (
	languageCookie = "parley-language"
	zoneCookie     = "parley-zone"
	lightCookie    = "parley-light"
)

const year = 365 * 24 * 60 * 60 // seconds

// settings keeps how somebody likes the pages: in which language, with which
// clock, light or dark.
func (s *Site) settings(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<12)
	if err := r.ParseForm(); err != nil {
		http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
		return
	}
	keep := func(name, value string) {
		http.SetCookie(w, &http.Cookie{Name: name, Value: url.QueryEscape(value), Path: "/", MaxAge: year, HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode})
	}
	if c, ok := catalogue.Find(r.PostForm.Get("language")); ok {
		keep(languageCookie, c.Language)
	}
	if z := r.PostForm.Get("zone"); z != "" && len(z) < 64 {
		if _, err := time.LoadLocation(z); err == nil {
			keep(zoneCookie, z)
		}
	}
	switch l := r.PostForm.Get("light"); l {
	case "light", "dark", "auto":
		keep(lightCookie, l)
	}
	http.Redirect(w, r, within(r.PostForm.Get("back")), http.StatusSeeOther)
}

// within returns the path if it leads to a page of ours, and / otherwise: a
// form never sends anybody elsewhere.
func within(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/"
	}
	return u.RequestURI()
}

// cookie returns what a cookie holds, or nothing.
func cookie(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	s, err := url.QueryUnescape(c.Value)
	if err != nil {
		return ""
	}
	return s
}

// zoneOf returns the clock of who asks: UTC where nothing is known.
func zoneOf(r *http.Request) *time.Location {
	if z := cookie(r, zoneCookie); z != "" && len(z) < 64 {
		if l, err := time.LoadLocation(z); err == nil && z != "Local" {
			return l
		}
	}
	return time.UTC
}

// zones are the clocks that are offered where no script tells the browser's
// own: a place for each hour, named as the time zone database does.
var zones = []string{"UTC", "Pacific/Honolulu", "America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York", "America/Bogota", "America/Sao_Paulo",
	"Atlantic/Azores", "Europe/London", "Africa/Lagos", "Europe/Geneva", "Europe/Zurich", "Europe/Kyiv", "Africa/Cairo", "Africa/Khartoum", "Africa/Nairobi", "Asia/Jerusalem", "Asia/Riyadh", "Europe/Moscow",
	"Asia/Tehran", "Asia/Dubai", "Asia/Kabul", "Asia/Karachi", "Asia/Kolkata", "Asia/Colombo", "Asia/Kathmandu", "Asia/Dhaka", "Asia/Yangon", "Asia/Bangkok", "Asia/Manila", "Asia/Shanghai", "Asia/Seoul", "Asia/Tokyo",
	"Australia/Sydney", "Pacific/Auckland"}

// known are those of the zones that this machine's database has: it may have
// others than ours. Each is read from a file, so that is done once.
var known = sync.OnceValue(func() []string {
	return slices.DeleteFunc(slices.Clone(zones), func(z string) bool {
		_, err := time.LoadLocation(z)
		return err != nil
	})
})

// Zones lists clocks to choose from, the visitor's own first.
func (v *visit) Zones() []string {
	own := v.zone.String()
	return append([]string{own}, slices.DeleteFunc(slices.Clone(known()), func(z string) bool { return z == own })...)
}

// Zone names the visitor's clock.
func (v *visit) Zone() string { return v.zone.String() }

// Light is how the visitor likes the pages: light, dark or auto.
func (v *visit) Light() string {
	if l := cookie(v.r, lightCookie); l == "light" || l == "dark" {
		return l
	}
	return "auto"
}

// Day writes a date in words.
func (v *visit) Day(t time.Time) string {
	t = t.In(v.zone)
	return v.Say("time.day", "weekday", v.Say("time.weekday."+strconv.Itoa(int(t.Weekday()))), "day", t.Day(), "month", v.Say("time.month."+strconv.Itoa(int(t.Month()))), "year", t.Year())
}

// Moment writes a moment in words, in the visitor's clock, and says which.
func (v *visit) Moment(t time.Time) string {
	return v.Say("time.moment", "day", v.Day(t), "clock", t.In(v.zone).Format("15:04"), "zone", t.In(v.zone).Format("MST"))
}

// Date writes what is kept as 2026-05-31 in words.
func (v *visit) Date(s string) string {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return s
	}
	return v.Say("time.date", "day", t.Day(), "month", v.Say("time.month."+strconv.Itoa(int(t.Month()))), "year", t.Year())
}

// Left says how long it is until the moment.
func (v *visit) Left(t time.Time) string {
	d := t.Sub(v.Now)
	switch hours := int(d.Hours()); {
	case d <= 0:
		return v.Say("time.over")
	case hours >= 48:
		return v.Say("time.days", "n", hours/24)
	case hours >= 1:
		return v.Say("time.hours", "n", hours)
	}
	return v.Say("time.minutes", "n", int(d.Minutes())+1)
}

func itoa(n int) string { return strconv.Itoa(n) }
