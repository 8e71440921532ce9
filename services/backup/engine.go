package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"bev.local/services/socket"
)

// restoring is the end of the name of a volume that is there while another one is restored (operations/backup/restore.ts).
const restoring = "_restoring"

// engine runs scripts in containers of this node. The proxy that others read the Engine through lets no script run.
type engine struct{ *socket.Client }

func newEngine(file string) *engine {
	return &engine{socket.New(file)}
}

// standIn names what stands for the product of a container; empty for the product itself. It is an error where nothing
// can be saved: a service that is being restored may be empty, and a backup of it would be the newest.
func (e *engine) standIn(ctx context.Context, container string) (string, error) {
	var found struct {
		State  struct{ Running bool }
		Config struct{ Labels map[string]string }
		Mounts []mount
	}
	if err := e.Ask(ctx, http.MethodGet, "/containers/"+url.PathEscape(container)+"/json", nil, &found); err != nil {
		return "", err
	}
	if err := e.mustNotBeRestored(ctx, container, found.Mounts); err != nil {
		return "", err
	}
	if !found.State.Running {
		return "", fmt.Errorf("%s: must run, does not", container)
	}
	return found.Config.Labels["bev.double"], nil
}

var errRestoring = errors.New("must be restored whole before it is saved, is not")

func (e *engine) mustNotBeRestored(ctx context.Context, container string, mounts []mount) error {
	for _, mount := range mounts {
		if mount.Type != "volume" {
			continue
		}
		marker := mount.Name + restoring
		err := e.Ask(ctx, http.MethodGet, "/volumes/"+url.PathEscape(marker), nil, &struct{}{})
		if err == nil {
			return fmt.Errorf("%s: %w: there is a volume %s", container, errRestoring, marker)
		}
		if !errors.Is(err, socket.ErrAbsent) {
			return err
		}
	}
	return nil
}

// exec runs a shell script in a container to its end. Nothing is read without `from`.
func (e *engine) exec(ctx context.Context, container, script string, from io.Reader, to io.Writer) error {
	return e.Exec(ctx, container, []string{"sh", "-c", script}, from, to)
}
