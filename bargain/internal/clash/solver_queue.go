package clash

// queue gives the variables by how much conflicts were about them, the latest
// counting most (VSIDS, Moskewicz et al. 2001): a binary heap, ties as they
// fall, the same way every time.
//
// The weights are floating point, and yet no machine differs: they are only
// added, divided and compared, one operation at a time, so that nothing can be
// fused.
type queue struct {
	weight []float64
	bump   float64
	heap   []int32
	place  []int32 // in heap, or -1
}

const (
	fade    = 0.95  // what a weight keeps of its worth at each conflict
	tooHigh = 1e100 // weights are scaled down from here
)

func (q *queue) grow() {
	v := len(q.weight)
	q.weight = append(q.weight, 0)
	q.place = append(q.place, -1)
	q.push(v)
}

// raise makes v come earlier.
func (q *queue) raise(v int) {
	q.weight[v] += q.bump
	if q.weight[v] > tooHigh {
		for u := range q.weight {
			q.weight[u] /= tooHigh
		}
		q.bump /= tooHigh
	}
	if q.place[v] >= 0 {
		q.up(int(q.place[v]))
	}
}

// decay makes what follows count more than what was.
func (q *queue) decay() { q.bump /= fade }

func (q *queue) push(v int) {
	if q.place[v] >= 0 {
		return
	}
	q.heap = append(q.heap, int32(v))
	q.place[v] = int32(len(q.heap) - 1)
	q.up(len(q.heap) - 1)
}

// pop takes out the first, or returns -1.
func (q *queue) pop() int {
	if len(q.heap) == 0 {
		return -1
	}
	first := q.heap[0]
	last := q.heap[len(q.heap)-1]
	q.heap = q.heap[:len(q.heap)-1]
	q.place[first] = -1
	if len(q.heap) > 0 {
		q.heap[0] = last
		q.place[last] = 0
		q.down(0)
	}
	return int(first)
}

func (q *queue) up(n int) {
	v := q.heap[n]
	for n > 0 {
		parent := (n - 1) / 2
		u := q.heap[parent]
		if q.weight[u] >= q.weight[v] {
			break
		}
		q.heap[n], q.place[u] = u, int32(n)
		n = parent
	}
	q.heap[n], q.place[v] = v, int32(n)
}

func (q *queue) down(n int) {
	v := q.heap[n]
	for {
		child := 2*n + 1
		if child >= len(q.heap) {
			break
		}
		if child+1 < len(q.heap) && q.weight[q.heap[child+1]] > q.weight[q.heap[child]] {
			child++
		}
		u := q.heap[child]
		if q.weight[u] <= q.weight[v] {
			break
		}
		q.heap[n], q.place[u] = u, int32(n)
		n = child
	}
	q.heap[n], q.place[v] = v, int32(n)
}
