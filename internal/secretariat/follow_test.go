package secretariat

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"parley/casefile"
	"parley/internal/database/databasetest"
	"parley/internal/seal"
)

// Who follows talks hears of what another process does in them, with either database.
func TestFollowAnotherProcess(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { follows(t, "") })
	t.Run("PostgreSQL", func(t *testing.T) { follows(t, databasetest.Postgres(t).Database(t)) })
}

func follows(t *testing.T, database string) {
	text := seal.NewMaster()
	m, err := seal.ParseMaster(text)
	if err != nil {
		t.Fatal(err)
	}
	c, found := casefile.Read("valley", []byte(plain().in(valley)))
	if found.Errors() > 0 {
		t.Fatal(found)
	}
	h := &hall{t: t, ctx: t.Context(), file: c, config: Config{Folder: filepath.Join(t.TempDir(), "talks"), Database: database, Master: m}}
	h.Secretariat = h.another()
	h.begin(spring)
	from := h.state().Seq
	ctx, stop := context.WithCancel(h.ctx)
	defer stop()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), folderVariable+"="+h.config.Folder, databaseVariable+"="+database, talkVariable+"="+spring, seal.MasterVariable+"="+text)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	last, met := from, 0
	for n, err := range h.Follow(ctx, spring, from) {
		if err != nil {
			t.Fatal(err)
		}
		if n <= last {
			t.Errorf("news of event %d after that of %d", n, last)
		}
		if last, met = n, met+1; met == 3 {
			break
		}
	}
	stop()
	_ = cmd.Wait() // it was killed
	if met < 3 {
		t.Errorf("%d times there was news", met)
	}
}
