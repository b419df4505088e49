package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

func openPostgres(ctx context.Context, where string) (*Store, error) {
	config, err := pgx.ParseConfig(where)
	if err != nil { // whose text hides the password
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 10 * time.Second
	}
	db := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(durable))
	db.SetMaxOpenConns(10)
	s := &Store{write: db, read: db, dialect: dialect{
		name:     "postgres",
		lock:     "select pg_advisory_xact_lock(7235417)", // any number that nothing else in the database takes
		tables:   "select count(*) from information_schema.tables where table_schema = current_schema()",
		snapshot: &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true},
		wipe:     wipePostgres,
		kind:     kindOfPostgres,
	}}
	return s.start(ctx)
}

// durable makes every commit of a connection wait for the disk, whatever the server
// does by itself and whatever it is told to do later; more, it leaves as it is.
// A server that tells the disk to wait cannot be used.
func durable(ctx context.Context, c *pgx.Conn) error {
	var fsync bool
	err := c.QueryRow(ctx, "select current_setting('fsync')::boolean, set_config('synchronous_commit', case current_setting('synchronous_commit') when 'off' then 'on' else current_setting('synchronous_commit') end, false)").Scan(&fsync, nil)
	if err == nil && !fsync {
		err = errors.New("it acknowledges before it is on the disk: set fsync to on")
	}
	return err
}

func kindOfPostgres(err error) error {
	var of *pgconn.PgError
	var connecting *pgconn.ConnectError
	switch {
	case errors.As(err, &of):
	case errors.As(err, &connecting):
		return ErrUnavailable
	default:
		return nil
	}
	switch of.Code {
	case "53100": // disk_full
		return ErrFull
	case "25006": // read_only_sql_transaction
		return ErrReadOnly
	case "55P03", "40P01": // lock_not_available, deadlock_detected
		return ErrBusy
	}
	// 08: connection exception; 57P: shut down, or starting; 53: no connections or memory left
	for _, class := range []string{"08", "57P", "53"} {
		if strings.HasPrefix(of.Code, class) {
			return ErrUnavailable
		}
	}
	return nil
}

// taken reports whether a row with that key was there already: with PostgreSQL,
// of two writers at once the second learns it so.
func taken(err error) bool {
	var of *pgconn.PgError
	return errors.As(err, &of) && of.Code == "23505"
}
