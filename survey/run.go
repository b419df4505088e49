package survey

import (
	"context"
	"sync"
)

// Run measures the folders, so many at once, and returns a row for each in
// their order, whatever the number of jobs. Known rows, by the name of the
// scenario, are taken over where their digest has not changed. A folder whose
// files turn out to be something else has no row.
//
// If the context ends, the rows that were finished by then are returned with
// its error. done, which may be nil, is called after each folder with the rows
// so far; it is never called twice at once.
func (s *Survey) Run(ctx context.Context, root string, folders []Folder, jobs int, known map[string]Row, done func(n int, rows func() []Row)) ([]Row, error) {
	rows := make([]Row, len(folders))
	finished := func() []Row {
		var all []Row
		for _, r := range rows {
			if r != nil {
				all = append(all, r)
			}
		}
		return all
	}
	var wait sync.WaitGroup
	var mu sync.Mutex
	next, n := 0, 0
	for range max(1, min(jobs, len(folders))) {
		wait.Go(func() {
			for {
				mu.Lock()
				k := next
				next++
				mu.Unlock()
				if k >= len(folders) || ctx.Err() != nil {
					return
				}
				row := s.row(ctx, root, folders[k], known)
				mu.Lock()
				rows[k] = row
				if n++; done != nil {
					done(n, finished)
				}
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	return finished(), ctx.Err()
}

// row returns the row of a folder, or nil if it has none.
func (s *Survey) row(ctx context.Context, root string, f Folder, known map[string]Row) Row {
	if row := known[f.Name]; row != nil && f.Digest != "" && s.Cell(row, ColumnDigest) == f.Digest {
		return row
	}
	row, err := s.measureRow(ctx, root, f)
	if err != nil {
		return nil
	}
	return row
}
