package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

const (
	sendTimeout  = 30 * time.Second
	longestPause = 15 * time.Second
	// The store says this of rows that it can read none of, and of a request that broke off.
	mostRefusals = 3
)

// sender brings the queue to the store, the oldest first.
type sender struct {
	queue  *queue
	url    string
	counts *counts
	// Called with what went wrong; nil once the store took something.
	report func(error)
}

const insert = "/insert/jsonline?_stream_fields=node,service,instance,stream&_time_field=_time&_msg_field=_msg"

func newSender(store string, from *queue, counts *counts, report func(error)) *sender {
	return &sender{queue: from, url: "http://" + store + insert, counts: counts, report: report}
}

func (s *sender) run(ctx context.Context) {
	pause, refusals := time.Second, 0
	for {
		one, content, isThere, err := s.queue.oldest()
		if err == nil && !isThere {
			select {
			case <-s.queue.filled:
				continue
			case <-ctx.Done():
				return
			}
		}
		status := 0
		if err == nil {
			status, err = s.send(ctx, content)
		}
		if status == http.StatusBadRequest {
			refusals++
		}
		isRefused := refusals >= mostRefusals
		if err == nil || isRefused {
			if isRefused {
				s.counts.dropped(lostRefused, one.lines)
			} else {
				s.counts.sent.Add(float64(one.lines))
			}
			s.report(err)
			if err := s.queue.done(one); err == nil {
				pause, refusals = time.Second, 0
				continue
			}
		}
		if ctx.Err() != nil {
			return
		}
		s.report(err)
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return
		}
		pause = min(2*pause, longestPause)
	}
}

func (s *sender) send(ctx context.Context, content []byte) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(content))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Content-Type", "application/stream+json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	if answer.StatusCode/100 == 2 {
		return answer.StatusCode, nil
	}
	return answer.StatusCode, fmt.Errorf("must answer with 200, got %s", answer.Status)
}
