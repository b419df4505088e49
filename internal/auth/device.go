package auth

import "strings"

// Device is by what its owner knows a browser: "Firefox", on "Android". Either may
// be empty, where it is not known.
type Device struct{ Browser, System string }

// DeviceOf makes a device of what a browser says of itself. Versions are not in
// it: they are of no use to people, and tell devices apart that nobody needs to.
func DeviceOf(agent string) Device {
	browser := first(agent, "",
		"Edg", "Edge", "OPR/", "Opera", "SamsungBrowser", "Samsung Internet", "Firefox", "Firefox", "FxiOS", "Firefox",
		"CriOS", "Chrome", "Chrome", "Chrome", "Chromium", "Chromium", "Safari", "Safari", "curl", "curl")
	system := first(agent, "",
		"iPhone", "iPhone", "iPad", "iPad", "Android", "Android", "Windows", "Windows", "CrOS", "Chromebook",
		"Mac OS X", "Mac", "Linux", "Linux")
	return Device{browser, system}
}

// kept is how a device stands in the database.
func (d Device) kept() string { return d.Browser + "/" + d.System }

// deviceKept reads what kept wrote.
func deviceKept(s string) Device {
	browser, system, _ := strings.Cut(s, "/")
	return Device{browser, system}
}

// first is the word behind the first mark that the text holds.
func first(text, otherwise string, marksAndWords ...string) string {
	for i := 0; i < len(marksAndWords); i += 2 {
		if strings.Contains(text, marksAndWords[i]) {
			return marksAndWords[i+1]
		}
	}
	return otherwise
}
