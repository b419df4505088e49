package database

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

// How often it is looked for news where nobody says otherwise.
const (
	// often is for SQLite, where a look costs some microseconds.
	often = 200 * time.Millisecond
	// seldom is for PostgreSQL while it does not tell by itself.
	seldom = time.Second
	// calm is for PostgreSQL while it does: nothing should be found then.
	calm = 15 * time.Second
	// hearing is how long a word to ourselves may take.
	hearing = 5 * time.Second
	// again is how long it is not tried to listen after that failed.
	again = time.Minute
)

// News calls look, one at a time, whenever somebody may have written to the
// database, until ctx is done. PostgreSQL tells at once, to whoever listens to the
// channel, what was said there with pg_notify; it is then passed to look. Where it
// cannot be heard (some proxies take the listening and pass nothing on), and with
// SQLite, it is looked every so often, with 0 as often as fits the database, and
// look gets nothing. With SQLite, look is called only after somebody did write.
func (d *DB) News(ctx context.Context, every time.Duration, channel string, look func(said string)) {
	if !d.Postgres() {
		d.versions(ctx, orElse(every, often), look)
		return
	}
	for ctx.Err() == nil {
		_ = d.heard(ctx, channel, look) // why it is not does not matter: it is looked
		until := time.Now().Add(again)
		for ctx.Err() == nil && time.Now().Before(until) {
			look("")
			pause(ctx, orElse(every, seldom))
		}
	}
}

func orElse(every, otherwise time.Duration) time.Duration {
	if every > 0 {
		return every
	}
	return otherwise
}

func pause(ctx context.Context, long time.Duration) {
	t := time.NewTimer(long)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// versions looks after each change of a file of SQLite, also by another
// connection of this process.
func (d *DB) versions(ctx context.Context, every time.Duration, look func(string)) {
	last := int64(-1)
	for ; ctx.Err() == nil; pause(ctx, every) {
		// The number is that of one connection: it says whether others wrote
		// since that connection was asked before.
		c, err := d.Read.Conn(ctx)
		if err != nil {
			look("") // whoever looks meets the error, and tells it
			continue
		}
		for ; err == nil; pause(ctx, every) {
			var now int64
			if err = c.QueryRowContext(ctx, "pragma data_version").Scan(&now); err == nil && now != last {
				last = now
				look("")
			}
		}
		_ = c.Close()
		last = -1
	}
}

// heard passes on what is said on a channel, until it cannot be heard any more.
func (d *DB) heard(ctx context.Context, channel string, look func(string)) error {
	config, err := pgx.ParseConfig(d.listen)
	if err != nil {
		return err
	}
	connecting, stop := context.WithTimeout(ctx, patience)
	defer stop()
	c, err := pgx.ConnectConfig(connecting, config)
	if err != nil {
		return err
	}
	defer c.Close(context.WithoutCancel(ctx))
	if _, err := c.Exec(connecting, "listen "+pgx.Identifier{channel}.Sanitize()); err != nil {
		return err
	}
	// Whoever hears their own word hears those of others.
	own := rand.Text()
	if _, err := d.Write.ExecContext(connecting, "select pg_notify($1, $2)", channel, own); err != nil {
		return err
	}
	for wait, sure := hearing, false; ; wait = calm {
		waiting, stop := context.WithTimeout(ctx, wait)
		n, err := c.WaitForNotification(waiting)
		stop()
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err == nil && n.Payload == own:
			sure = true
			look("") // what was written before it listened
		case err == nil:
			look(n.Payload)
		case !errors.Is(err, context.DeadlineExceeded) || !sure:
			return err
		default:
			look("")
		}
	}
}
