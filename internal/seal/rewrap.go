package seal

import (
	"context"
	"errors"
	"fmt"
)

// Rewrap wraps every key on the shelf, of all talks, by another master key, when
// the one before shall not be used any more, and returns how many it wrapped anew.
// What was sealed stays as it is. No key is touched unless every one opens by one
// master key or the other; where it was interrupted, the same call again finishes.
//
// Programs that hold the one before go on with the keys that they have, and fail
// where they look at the shelf again: start them with the new one. A copy of the
// shelf made before still opens by the master key before: where somebody may have
// both, rotate the keys of parties too.
func Rewrap(ctx context.Context, shelf Shelf, before, after Master) (int, error) {
	keys, err := shelf.All(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the keys: %w", err)
	}
	var anew []Wrapped
	for _, w := range keys {
		if !w.Destroyed.IsZero() {
			continue
		}
		key, old := before.Unwrap(purpose(w), w.Key)
		if old != nil {
			if _, err := after.Unwrap(purpose(w), w.Key); err != nil {
				return 0, fmt.Errorf("nothing was changed: the key %s of %s opens by neither master key: %w", w.Name(), w.Talk, errors.Join(old, err))
			}
			continue // by a call that was interrupted
		}
		if w.Key, err = after.Wrap(purpose(w), key); err != nil {
			return 0, fmt.Errorf("nothing was changed: wrap the key %s of %s: %w", w.Name(), w.Talk, err)
		}
		anew = append(anew, w)
	}
	for done, w := range anew {
		err := ctx.Err()
		if err == nil {
			err = shelf.Replace(ctx, w)
		}
		if err != nil {
			return done, fmt.Errorf("%d of %d keys are wrapped anew, and the others are as they were (try the same again): keep the key %s of %s: %w", done, len(anew), w.Name(), w.Talk, err)
		}
	}
	return len(anew), nil
}
