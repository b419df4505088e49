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
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(10)
	s := &Store{write: db, read: db, dialect: dialect{
		name:     "postgres",
		lock:     "select pg_advisory_xact_lock(7235417)", // any number that nothing else in the database takes
		tables:   "select count(*) from information_schema.tables where table_schema = current_schema()",
		snapshot: &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true},
		wipe:     wipePostgres,
		kind:     kindOfPostgres,
	}}
	var durable bool
	if err := db.QueryRowContext(ctx, "select current_setting('fsync') = 'on' and current_setting('synchronous_commit') <> 'off'").Scan(&durable); err != nil {
		return nil, errors.Join(s.failed("open the database", err), s.Close())
	}
	if !durable {
		return nil, errors.Join(errors.New("open the database: it acknowledges before it is on the disk: set fsync and synchronous_commit to on"), s.Close())
	}
	return s.start(ctx)
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
