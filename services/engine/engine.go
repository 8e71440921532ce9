// Package engine asks a Docker Engine about its containers. It reads only, by way of a proxy that lets nothing
// else through (row docker-proxy), and asks in version 1.41 of the API, which Engines have had since 20.10.
package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const version = "/v1.41"

// Labels that BEV gives each of its containers (src/container/arguments.ts).
const (
	ServiceLabel = "bev.service"
	FamilyLabel  = "bev.family"
	StackLabel   = "bev.stack"
)

// ErrGone says that the container was removed since it was listed.
var ErrGone = errors.New("the container is gone")

// Client asks one Engine.
type Client struct {
	base string
	http *http.Client
}

// New makes a client for host:port. A question ends with its context, never by a time limit of the client:
// logs and events go on for days.
func New(address string) *Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	transport := &http.Transport{
		DialContext:           dialer.DialContext,
		MaxIdleConnsPerHost:   8,
		IdleConnTimeout:       time.Minute,
		ResponseHeaderTimeout: 30 * time.Second,
	}
	return &Client{base: "http://" + address + version, http: &http.Client{Transport: transport}}
}

// Container is one line of the Engine's list.
type Container struct {
	ID      string `json:"Id"`
	Names   []string
	Labels  map[string]string
	State   string
	Created int64
}

// Service is whose container it is; empty for one that is not BEV's.
func (c Container) Service() string { return c.Labels[ServiceLabel] }

// Stack is the node or region that deployed it.
func (c Container) Stack() string { return c.Labels[StackLabel] }

// Name is the container's own, without the slash that the Engine puts before it.
func (c Container) Name() string {
	if len(c.Names) == 0 {
		return c.ID
	}
	return strings.TrimPrefix(c.Names[0], "/")
}

// Details is what is read of an inspection. Variables of the environment are not among it.
type Details struct {
	RestartCount int
	State        struct {
		Status    string
		Running   bool
		StartedAt time.Time
		// Nil without a health check.
		Health *struct{ Status string }
	}
	Config struct {
		// The name of the instance: kafka, kafka-2.
		Hostname string
	}
	HostConfig struct {
		// In bytes; 0 for none.
		Memory            int64
		MemoryReservation int64
	}
}

// Stats is one reading of a running container's figures.
type Stats struct {
	Memory struct {
		Usage uint64            `json:"usage"`
		Stats map[string]uint64 `json:"stats"`
	} `json:"memory_stats"`
	CPU struct {
		Usage struct {
			// In nanoseconds.
			Total uint64 `json:"total_usage"`
		} `json:"cpu_usage"`
		Throttling struct {
			// In nanoseconds.
			Time uint64 `json:"throttled_time"`
		} `json:"throttling_data"`
	} `json:"cpu_stats"`
}

// MemoryUsed is without what the kernel drops when it needs room, as `docker stats` counts it.
func (s Stats) MemoryUsed() uint64 {
	// The first is of version 1 of control groups, where inactive_file leaves out those below.
	for _, name := range []string{"total_inactive_file", "inactive_file"} {
		if cache, ok := s.Memory.Stats[name]; ok {
			if cache < s.Memory.Usage {
				return s.Memory.Usage - cache
			}
			return s.Memory.Usage
		}
	}
	return s.Memory.Usage
}

// Event is something that happened to a container.
type Event struct {
	// Such as oom, die, start.
	Action string
	Actor  struct {
		ID string
		// Labels of the container, and its name.
		Attributes map[string]string
	}
	TimeNano int64 `json:"timeNano"`
}

// LogQuery says which lines of a log.
type LogQuery struct {
	// The zero time: from the beginning.
	Since time.Time
	// Goes on with new lines until the context ends.
	Follow bool
	// The newest so many; 0: all.
	Tail int
}

// Ping says why the Engine cannot be asked, if it cannot.
func (c *Client) Ping(ctx context.Context) error {
	body, err := c.open(ctx, "/_ping", nil)
	if err != nil {
		return err
	}
	return body.Close()
}

// List gives every container, also those that do not run.
func (c *Client) List(ctx context.Context) ([]Container, error) {
	var found []Container
	err := c.read(ctx, "/containers/json", url.Values{"all": {"1"}}, &found)
	return found, err
}

// Inspect gives what a container is to be and how it is.
func (c *Client) Inspect(ctx context.Context, id string) (Details, error) {
	var found Details
	err := c.read(ctx, "/containers/"+url.PathEscape(id)+"/json", nil, &found)
	return found, err
}

// Stats reads once, without the second that the Engine otherwise waits for a figure to compare with.
func (c *Client) Stats(ctx context.Context, id string) (Stats, error) {
	var found Stats
	query := url.Values{"stream": {"false"}, "one-shot": {"true"}}
	err := c.read(ctx, "/containers/"+url.PathEscape(id)+"/stats", query, &found)
	return found, err
}

// Logs gives both streams, each line with its time, in the Engine's frames (a header of eight bytes before each
// piece), or without frames where the container has a terminal. The caller closes it.
func (c *Client) Logs(ctx context.Context, id string, of LogQuery) (io.ReadCloser, error) {
	query := url.Values{"stdout": {"1"}, "stderr": {"1"}, "timestamps": {"1"}}
	if !of.Since.IsZero() {
		query.Set("since", timestamp(of.Since))
	}
	if of.Follow {
		query.Set("follow", "1")
	}
	if of.Tail > 0 {
		query.Set("tail", strconv.Itoa(of.Tail))
	}
	return c.open(ctx, "/containers/"+url.PathEscape(id)+"/logs", query)
}

// Events calls `take` with each event of a kind since a time, and goes on until the context or the connection
// ends.
func (c *Client) Events(ctx context.Context, since time.Time, actions []string, take func(Event)) error {
	filters, err := json.Marshal(map[string][]string{"type": {"container"}, "event": actions})
	if err != nil {
		return err
	}
	query := url.Values{"since": {timestamp(since)}, "filters": {string(filters)}}
	body, err := c.open(ctx, "/events", query)
	if err != nil {
		return err
	}
	defer body.Close()
	for decoder := json.NewDecoder(body); ; {
		var event Event
		if err := decoder.Decode(&event); err != nil {
			return err
		}
		take(event)
	}
}

func timestamp(at time.Time) string {
	return fmt.Sprintf("%d.%09d", at.Unix(), at.Nanosecond())
}

func (c *Client) read(ctx context.Context, path string, query url.Values, into any) error {
	body, err := c.open(ctx, path, query)
	if err != nil {
		return err
	}
	defer body.Close()
	if err := json.NewDecoder(body).Decode(into); err != nil {
		return fmt.Errorf("%s: must be answered in JSON, got %w", path, err)
	}
	// Read to its end, so that the connection serves the next question.
	_, err = io.Copy(io.Discard, body)
	return err
}

func (c *Client) open(ctx context.Context, path string, query url.Values) (io.ReadCloser, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path+"?"+query.Encode(), nil)
	if err != nil {
		return nil, err
	}
	answer, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode == http.StatusOK {
		return answer.Body, nil
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 4096))
	if answer.StatusCode == http.StatusNotFound {
		return nil, fmt.Errorf("%s: %w", path, ErrGone)
	}
	return nil, fmt.Errorf("%s: must be answered with 200, got %s", path, answer.Status)
}
