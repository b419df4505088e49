package brief

// DisplayWidth is displayWidth, for tests.
var DisplayWidth = displayWidth
