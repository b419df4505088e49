package auth

import "strings"

// Device makes of what a browser says of itself the few words by which its owner
// knows it: "Firefox on Android". Versions are not in it: they are of no use to
// people, and tell devices apart that nobody needs to.
func Device(agent string) string {
	browser := first(agent, "",
		"Edg", "Edge", "OPR/", "Opera", "SamsungBrowser", "Samsung Internet", "Firefox", "Firefox", "FxiOS", "Firefox",
		"CriOS", "Chrome", "Chrome", "Chrome", "Chromium", "Chromium", "Safari", "Safari", "curl", "curl")
	system := first(agent, "",
		"iPhone", "iPhone", "iPad", "iPad", "Android", "Android", "Windows", "Windows", "CrOS", "Chromebook",
		"Mac OS X", "Mac", "Linux", "Linux")
	switch {
	case browser == "" && system == "":
		return "unknown device"
	case browser == "":
		return system
	case system == "":
		return browser
	}
	return browser + " on " + system
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
