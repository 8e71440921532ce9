package socket

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Exec runs a script, by the command that reads it, in a container to its end. Nothing is read without `from`.
func (c *Client) Exec(ctx context.Context, container string, command []string, from io.Reader, to io.Writer) error {
	var made struct {
		ID string `json:"Id"`
	}
	asked := map[string]any{
		"Cmd": command, "AttachStdin": from != nil, "AttachStdout": true, "AttachStderr": true,
	}
	if err := c.Ask(ctx, http.MethodPost, "/containers/"+url.PathEscape(container)+"/exec", asked, &made); err != nil {
		return err
	}
	complaint, err := c.attach(ctx, made.ID, from, to)
	if err != nil {
		return fmt.Errorf("%s: its script was cut off: %w", container, err)
	}
	code, err := c.exitCode(ctx, made.ID)
	if err != nil {
		return err
	}
	if code != 0 {
		return fmt.Errorf("%s: its script ended with %d: %s", container, code, complaint)
	}
	return nil
}

// attach starts the script and passes its streams on until it ends; it gives the end of what it complains of.
func (c *Client) attach(ctx context.Context, id string, from io.Reader, to io.Writer) (string, error) {
	conn, err := c.dial(ctx)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	const body = `{"Detach":false,"Tty":false}`
	request, err := http.NewRequest(http.MethodPost, base+"/exec/"+id+"/start", strings.NewReader(body))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Connection", "Upgrade")
	request.Header.Set("Upgrade", "tcp")
	if err := request.Write(conn); err != nil {
		return "", err
	}
	reader := bufio.NewReaderSize(conn, 64<<10)
	answer, err := http.ReadResponse(reader, request)
	if err != nil {
		return "", err
	}
	if answer.StatusCode != http.StatusSwitchingProtocols && answer.StatusCode != http.StatusOK {
		return "", fmt.Errorf("exec: must be answered with 101, got %s", answer.Status)
	}
	sent := make(chan error, 1)
	go func() {
		var err error
		if from != nil {
			_, err = io.Copy(conn, from)
			// Its end tells the script that there is no more.
			_ = conn.(*net.UnixConn).CloseWrite()
		}
		sent <- err
	}()
	complaint := &Last{Most: 500}
	if err := Frames(reader, to, complaint); err != nil {
		return "", err
	}
	// A script that ends before all is read has not read all.
	select {
	case err := <-sent:
		if err != nil && !errors.Is(err, net.ErrClosed) && from != nil {
			complaint.Write([]byte(" (" + err.Error() + ")"))
		}
	default:
	}
	return complaint.String(), nil
}

func (c *Client) exitCode(ctx context.Context, id string) (int, error) {
	for range 100 {
		var found struct {
			Running  bool
			ExitCode *int
		}
		if err := c.Ask(ctx, http.MethodGet, "/exec/"+id+"/json", nil, &found); err != nil {
			return 0, err
		}
		if !found.Running && found.ExitCode != nil {
			return *found.ExitCode, nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return 0, errors.New("exec: must have ended with its streams, runs on")
}
