package brief

// DisplayWidth is displayWidth, for tests.
var DisplayWidth = displayWidth

// The writing of counts, for tests.
var (
	WriteCount  = count
	EstimateOf  = estimated
	CountCell   = countCell
	PercentUp   = percentUp
	SubtractOf  = minus
	SameCount   = equalCounts
	CountExists = exists
)
