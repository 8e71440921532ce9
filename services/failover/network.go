package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// Each question to another machine ends after so long.
const patience = 3 * time.Second

// network is whom the watch asks.
type network interface {
	// alive says whether the primary's server or its machine answers.
	alive(ctx context.Context) bool
	// primary is the node whose server the proxy sends clients to.
	primary(ctx context.Context) (string, error)
	// holder of the lease; nothing changes by it.
	holder(ctx context.Context) (string, error)
	// take renews or takes the lease for the node that takes over, and gives who holds it then.
	take(ctx context.Context) (string, error)
}

type tailnet struct {
	pair pair
	http *http.Client
}

func newTailnet(of pair) *tailnet {
	return &tailnet{pair: of, http: &http.Client{
		// A connection that was kept says nothing of who lives now.
		Transport: &http.Transport{DisableKeepAlives: true},
		// Any answer of the machine is one.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// alive asks both at once. The machine counts: a server that is stopped for an update, or by a person, on a machine that lives
// is not to be failed over.
func (n *tailnet) alive(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	answers := make(chan bool, 2)
	go func() { answers <- n.serverAnswers(ctx) }()
	go func() { answers <- n.machineAnswers(ctx) }()
	return <-answers || <-answers
}

// serverAnswers asks for GSS encryption, as the proxy's own check does: a server that lives says yes or no, and logs nothing.
func (n *tailnet) serverAnswers(ctx context.Context) bool {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", n.pair.Primary)
	if err != nil {
		return false
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	question, _ := hex.DecodeString("0000000804d21630")
	if _, err := conn.Write(question); err != nil {
		return false
	}
	var answer [1]byte
	_, err = io.ReadFull(conn, answer[:])
	return err == nil && (answer[0] == 'G' || answer[0] == 'N')
}

func (n *tailnet) machineAnswers(ctx context.Context) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+n.pair.Machine+"/", nil)
	if err != nil {
		return false
	}
	answer, err := n.http.Do(request)
	if err != nil {
		return false
	}
	answer.Body.Close()
	return true
}

func (n *tailnet) primary(ctx context.Context) (string, error) {
	return n.name(ctx, http.MethodGet, "http://"+n.pair.Lease+"/primary")
}

func (n *tailnet) holder(ctx context.Context) (string, error) {
	return n.name(ctx, http.MethodGet, "http://"+n.pair.Vote+"/lease")
}

func (n *tailnet) take(ctx context.Context) (string, error) {
	return n.name(ctx, http.MethodPost, "http://"+n.pair.Vote+"/lease/"+n.pair.To)
}

// name asks for one, which is all of the answer.
func (n *tailnet) name(ctx context.Context, method, url string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, url, nil)
	if err != nil {
		return "", err
	}
	answer, err := n.http.Do(request)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, 256))
	if err != nil {
		return "", err
	}
	if answer.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s: must be answered with 200, got %s", url, answer.Status)
	}
	return strings.TrimSpace(string(text)), nil
}
