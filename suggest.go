package parley

import "strings"

// Nearest returns the known word that a person who wrote word probably meant,
// or "" where none is near enough: at most one edit in three characters
// (Levenshtein 1966, with Damerau's 1964 transposition). Ties go to the word
// listed first.
func Nearest(word string, known []string) string {
	best, bestDistance := "", len([]rune(word))/3+2
	for _, k := range known {
		if strings.EqualFold(k, word) {
			return k
		}
		if d := editDistance([]rune(strings.ToLower(word)), []rune(strings.ToLower(k)), bestDistance); d < bestDistance {
			best, bestDistance = k, d
		}
	}
	return best
}

// editDistance counts insertions, deletions, substitutions and swaps of
// neighbours; it returns limit where there are at least that many.
func editDistance(a, b []rune, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit)
}
