// Package socket asks a Docker Engine over its own socket, and runs programs in its containers, in version 1.41 of the API.
package socket

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
)

const base = "http://engine/v1.41"

// ErrAbsent says that the Engine does not know what was asked for.
var ErrAbsent = errors.New("it must be there, is not")

// Client asks the Engine behind one socket.
type Client struct {
	file string
	http *http.Client
}

// New makes a client for the socket of that file.
func New(file string) *Client {
	c := &Client{file: file}
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) { return c.dial(ctx) }
	c.http = &http.Client{Transport: &http.Transport{DialContext: dial}}
	return c
}

func (c *Client) dial(ctx context.Context) (net.Conn, error) {
	return (&net.Dialer{}).DialContext(ctx, "unix", c.file)
}

// Ask sends a body as JSON, and reads the answer into another; nil for neither.
func (c *Client) Ask(ctx context.Context, method, path string, body, into any) error {
	var text io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return err
		}
		text = bytes.NewReader(encoded)
	}
	request, err := http.NewRequestWithContext(ctx, method, base+path, text)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := c.http.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusNotFound {
		return fmt.Errorf("engine: %s: %w", path, ErrAbsent)
	}
	// It runs, or is stopped, already.
	if answer.StatusCode == http.StatusNotModified {
		return nil
	}
	if answer.StatusCode >= 300 {
		var said struct{ Message string }
		_ = json.NewDecoder(io.LimitReader(answer.Body, 4096)).Decode(&said)
		return fmt.Errorf("engine: must do it, says %s: %s", answer.Status, said.Message)
	}
	if into == nil {
		return nil
	}
	return json.NewDecoder(answer.Body).Decode(into)
}

// Open gives what the Engine answers to a path, as it is. The caller closes it.
func (c *Client) Open(ctx context.Context, path string) (io.ReadCloser, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, base+path, nil)
	if err != nil {
		return nil, err
	}
	answer, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	return answer.Body, nil
}
