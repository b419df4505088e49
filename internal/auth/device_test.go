package auth

import "testing"

func TestDevices(t *testing.T) {
	for agent, want := range map[string]Device{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36 Edg/150.0":        {"Edge", "Windows"},
		"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile Safari/604.1": {"Safari", "iPhone"},
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36":            {"Chrome", "Mac"},
		"curl/8.1":                   {"curl", ""},
		"Something new (Android 19)": {"", "Android"},
		"<script>alert(1)</script>":  {},
		"":                           {},
	} {
		got := DeviceOf(agent)
		if got != want {
			t.Errorf("%q is %+v, and not %+v", agent, got, want)
		}
		if kept := deviceKept(got.kept()); kept != got {
			t.Errorf("%q is kept as %+v, and was %+v", agent, kept, got)
		}
	}
}
