package database

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

func openPostgres(where string) (*DB, error) {
	config, err := pgx.ParseConfig(where)
	if err != nil { // whose text hides the password
		return nil, err
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 10 * time.Second
	}
	db := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(durable))
	db.SetMaxOpenConns(10)
	return &DB{Read: db, Write: db, listen: where}, nil
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

func kindOfPostgres(of *pgconn.PgError) error {
	switch of.Code {
	case "53100": // disk_full
		return ErrFull
	case "25006": // read_only_sql_transaction
		return ErrReadOnly
	case "55P03", "40P01", "40001": // lock_not_available, deadlock_detected, serialization_failure
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
