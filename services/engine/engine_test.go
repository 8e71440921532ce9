package engine

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// answering is a client of an Engine that gives one answer, and the questions that it is asked.
func answering(t *testing.T, status int, answer string) (*Client, *[]string) {
	t.Helper()
	asked := &[]string{}
	server := httptest.NewServer(http.HandlerFunc(func(to http.ResponseWriter, question *http.Request) {
		*asked = append(*asked, question.Method+" "+question.URL.RequestURI())
		to.WriteHeader(status)
		_, _ = to.Write([]byte(answer))
	}))
	t.Cleanup(server.Close)
	return New(strings.TrimPrefix(server.URL, "http://")), asked
}

func TestAsksInTheVersionThatAllEnginesHave(t *testing.T) {
	client, asked := answering(t, http.StatusOK, "{}")
	ctx := context.Background()
	if err := client.Ping(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Inspect(ctx, "a"); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Stats(ctx, "a"); err != nil {
		t.Fatal(err)
	}
	log, err := client.Logs(ctx, "a", LogQuery{Since: time.Unix(7, 5), Follow: true, Tail: 3})
	if err != nil {
		t.Fatal(err)
	}
	_ = log.Close()
	want := []string{
		"GET /v1.41/_ping?",
		"GET /v1.41/containers/a/json?",
		"GET /v1.41/containers/a/stats?one-shot=true&stream=false",
		"GET /v1.41/containers/a/logs?follow=1&since=7.000000005&stderr=1&stdout=1&tail=3&timestamps=1",
	}
	if got := strings.Join(*asked, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("asked\n%s", got)
	}
}

func TestListsContainersWithTheirLabels(t *testing.T) {
	client, asked := answering(t, http.StatusOK,
		`[{"Id":"a","Names":["/bev_redis"],"Labels":{"bev.service":"redis","bev.stack":"thanos"},"State":"exited","Created":7},
		  {"Id":"b","Names":["/other"],"Labels":null}]`)
	found, err := client.List(context.Background())
	if err != nil || len(found) != 2 {
		t.Fatal(found, err)
	}
	if (*asked)[0] != "GET /v1.41/containers/json?all=1" {
		t.Error(*asked)
	}
	if one := found[0]; one.Service() != "redis" || one.Stack() != "thanos" || one.Name() != "bev_redis" {
		t.Error(one)
	}
	if found[1].Service() != "" {
		t.Error(found[1])
	}
}

func TestTellsAContainerThatIsGoneFromAQuestionThatIsRefused(t *testing.T) {
	client, _ := answering(t, http.StatusNotFound, `{"message":"no such container"}`)
	if _, err := client.Inspect(context.Background(), "a"); !errors.Is(err, ErrGone) {
		t.Error(err)
	}
	client, _ = answering(t, http.StatusForbidden, "")
	_, err := client.Inspect(context.Background(), "a")
	if err == nil || errors.Is(err, ErrGone) ||
		err.Error() != "/containers/a/json: must be answered with 200, got 403 Forbidden" {
		t.Error(err)
	}
	client, _ = answering(t, http.StatusOK, "<html>")
	if _, err = client.List(context.Background()); err == nil || !strings.Contains(err.Error(), "must be answered in JSON") {
		t.Error(err)
	}
}

func TestCountsMemoryAsTheEngineDoes(t *testing.T) {
	for answer, want := range map[string]uint64{
		`{"memory_stats":{"usage":100,"stats":{"total_inactive_file":30,"inactive_file":1}}}`: 70,
		`{"memory_stats":{"usage":100,"stats":{"inactive_file":40}}}`:                         60,
		`{"memory_stats":{"usage":100,"stats":{"inactive_file":140}}}`:                        100,
		`{"memory_stats":{"usage":100}}`:                                                      100,
		`{}`:                                                                                  0,
	} {
		client, _ := answering(t, http.StatusOK, answer)
		stats, err := client.Stats(context.Background(), "a")
		if err != nil || stats.MemoryUsed() != want {
			t.Errorf("%s: got %d, %v", answer, stats.MemoryUsed(), err)
		}
	}
}

func TestTakesEventsUntilTheirStreamEnds(t *testing.T) {
	client, asked := answering(t, http.StatusOK,
		`{"Action":"oom","Actor":{"ID":"a","Attributes":{"bev.service":"redis"}},"timeNano":9}`+"\n"+
			`{"Action":"oom","Actor":{"ID":"b"},"timeNano":10}`)
	var ids []string
	err := client.Events(context.Background(), time.Unix(1, 0), []string{"oom"}, func(event Event) {
		ids = append(ids, event.Action+" "+event.Actor.ID)
	})
	if err == nil || strings.Join(ids, ",") != "oom a,oom b" {
		t.Error(ids, err)
	}
	want := "GET /v1.41/events?filters=%7B%22event%22%3A%5B%22oom%22%5D%2C%22type%22%3A%5B%22container%22%5D%7D&since=1.000000000"
	if (*asked)[0] != want {
		t.Error(*asked)
	}
}
