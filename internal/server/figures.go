package server

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// figures are the metrics. Their labels have few values, none of them from
// outside: what was asked for by kind, and how it ended.
type figures struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
	running  prometheus.Gauge
	streams  prometheus.Gauge
	panics   prometheus.Counter
	doors    *prometheus.CounterVec
	drafts   prometheus.Counter
	notices  *prometheus.CounterVec
}

func newFigures() *figures {
	f := &figures{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "parley_requests_total", Help: "Requests answered."}, []string{"method", "route", "status"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "parley_request_seconds", Help: "How long requests took, streams of news aside.",
			Buckets: []float64{.001, .005, .02, .1, .5, 2, 10, 60}}, []string{"route"}),
		running: prometheus.NewGauge(prometheus.GaugeOpts{Name: "parley_requests_running", Help: "Requests that are being answered, streams of news aside."}),
		streams: prometheus.NewGauge(prometheus.GaugeOpts{Name: "parley_streams_open", Help: "Streams of news that are open."}),
		panics:  prometheus.NewCounter(prometheus.CounterOpts{Name: "parley_faults_total", Help: "Requests that a fault of the program ended."}),
		doors:   prometheus.NewCounterVec(prometheus.CounterOpts{Name: "parley_links_total", Help: "Invitation links opened or used, by what came of it."}, []string{"outcome"}),
		drafts:  prometheus.NewCounter(prometheus.CounterOpts{Name: "parley_drafts_kept_total", Help: "How often something that is being typed was kept."}),
		notices: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "parley_notices_total", Help: "Attempts to send on what is public, by receiver and what came of it."}, []string{"receiver", "outcome"}),
	}
	f.registry.MustRegister(f.requests, f.took, f.running, f.streams, f.panics, f.doors, f.drafts, f.notices,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return f
}

func (f *figures) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(f.registry, promhttp.HandlerOpts{}))
	return mux
}

func (f *figures) begin(streamed bool) {
	if streamed {
		f.streams.Inc()
	} else {
		f.running.Inc()
	}
}

func (f *figures) end(streamed bool, m, route string, status int, took time.Duration) {
	if streamed {
		f.streams.Dec()
	} else {
		f.running.Dec()
		f.took.WithLabelValues(route).Observe(took.Seconds())
	}
	f.requests.WithLabelValues(method(m), route, strconv.Itoa(status)).Inc()
	switch {
	case route == "/in/{token}":
		f.doors.WithLabelValues(outcome(status)).Inc()
	case route == "/desk/{talk}/{form}" && m == http.MethodPut && status == http.StatusOK:
		f.drafts.Inc()
	}
}

// carried counts what came of sending on something public.
func (f *figures) carried(kind, outcome string) { f.notices.WithLabelValues(kind, outcome).Inc() }

// outcome is what came of a link.
func outcome(status int) string {
	switch status {
	case http.StatusOK:
		return "opened"
	case http.StatusSeeOther:
		return "used"
	case http.StatusNotFound:
		return "unknown"
	case http.StatusGone:
		return "over"
	case http.StatusTooManyRequests:
		return "slowed"
	}
	return "other"
}
