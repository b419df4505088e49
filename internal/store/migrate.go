package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"path"
)

// migrations are numbered from 1, for each database. One that was released is
// never changed.
//
//go:embed migrations
var migrations embed.FS

// migrate brings the tables to this version. Several processes may start at
// once; one does it.
func (s *Store) migrate(ctx context.Context, tx *sql.Tx) error {
	folder := path.Join("migrations", s.dialect.name)
	files, err := fs.ReadDir(migrations, folder)
	if err != nil {
		return err
	}
	if s.dialect.lock != "" {
		if _, err := tx.ExecContext(ctx, s.dialect.lock); err != nil {
			return err
		}
	}
	version, err := s.version(ctx, tx)
	if err != nil {
		return err
	}
	if version > len(files) {
		return fmt.Errorf("%w: its tables have version %d, and this program knows %d: use a newer one", ErrNotOurs, version, len(files))
	}
	for n := version + 1; n <= len(files); n++ {
		text, err := migrations.ReadFile(fmt.Sprintf("%s/%d.sql", folder, n))
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, string(text)); err != nil {
			return fmt.Errorf("bring the tables to version %d: %w", n, err)
		}
	}
	if version == len(files) {
		return nil
	}
	_, err = tx.ExecContext(ctx, "update parley_version set version = $1", len(files))
	return err
}

// version is that of the tables; 0 where there are none.
func (s *Store) version(ctx context.Context, tx *sql.Tx) (int, error) {
	var tables, version int
	if err := tx.QueryRowContext(ctx, s.dialect.tables).Scan(&tables); err != nil || tables == 0 {
		return 0, err
	}
	ours := s.dialect.tables
	if s.dialect.name == "sqlite" {
		ours += " where name = 'parley_version'"
	} else {
		ours += " and table_name = 'parley_version'"
	}
	if err := tx.QueryRowContext(ctx, ours).Scan(&tables); err != nil {
		return 0, err
	}
	if tables == 0 {
		return 0, fmt.Errorf("%w: it holds tables of something else: give it a database of its own", ErrNotOurs)
	}
	return version, tx.QueryRowContext(ctx, "select version from parley_version").Scan(&version)
}
