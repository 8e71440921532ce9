package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"bev.local/services/socket"
)

// besideLabel is on containers and volumes that the agent makes for a moment; its value is the service's own container.
// What has it and no running drill or save is left of one that was killed.
const besideLabel = "bev.beside"

// place is a container as the Engine tells of it: what another one like it needs.
type place struct {
	Name       string
	Image      string
	Config     map[string]json.RawMessage
	HostConfig map[string]json.RawMessage
	Mounts     []mount
}

type mount struct {
	Type, Name, Source, Destination string
	RW                              bool
}

var (
	configLike = []string{"Hostname", "User", "Env", "Cmd", "Entrypoint", "WorkingDir", "StopSignal", "StopTimeout", "Healthcheck"}
	hostLike   = []string{
		"Memory", "MemorySwap", "MemoryReservation", "NanoCpus", "CpuShares", "PidsLimit", "CapAdd", "CapDrop", "SecurityOpt",
		"ReadonlyRootfs", "Tmpfs", "Ulimits", "Init", "LogConfig", "ShmSize",
	}
)

func (e *engine) place(ctx context.Context, container string) (place, error) {
	var found place
	err := e.Ask(ctx, http.MethodGet, "/containers/"+url.PathEscape(container)+"/json", nil, &found)
	found.Name = container
	return found, err
}

// double names what stands for the product; empty for the product itself.
func (p place) double() string {
	var labels map[string]string
	_ = json.Unmarshal(p.Config["Labels"], &labels)
	return labels["bev.double"]
}

// with is the same place with other values of some variables.
func (p place) with(variables map[string]string) (place, error) {
	if len(variables) == 0 {
		return p, nil
	}
	var env []string
	if err := json.Unmarshal(p.Config["Env"], &env); err != nil {
		return p, fmt.Errorf("%s: its environment must be a list, is not: %w", p.Name, err)
	}
	env = slices.DeleteFunc(env, func(one string) bool {
		name, _, _ := strings.Cut(one, "=")
		_, isOther := variables[name]
		return isOther
	})
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		env = append(env, name+"="+variables[name])
	}
	text, err := json.Marshal(env)
	p.Config = maps.Clone(p.Config)
	p.Config["Env"] = text
	return p, err
}

// like describes a container like this one without a network, which nothing starts again. It has neither the labels of the
// service, by which others would count it, nor its name. `volume` names those that it writes to.
func (p place) like(volume func(at int, one mount) string) (map[string]any, error) {
	body := map[string]any{"Image": p.Image, "Labels": map[string]string{besideLabel: p.Name}}
	for _, key := range configLike {
		if value, ok := p.Config[key]; ok {
			body[key] = value
		}
	}
	var hostname string
	_ = json.Unmarshal(p.Config["Hostname"], &hostname)
	host := map[string]any{
		"NetworkMode":   "none",
		"RestartPolicy": map[string]string{"Name": "no"},
		// Without a network nothing else says it.
		"ExtraHosts": []string{hostname + ":127.0.0.1"},
	}
	for _, key := range hostLike {
		if value, ok := p.HostConfig[key]; ok {
			host[key] = value
		}
	}
	mounts := []map[string]any{}
	for at, one := range p.Mounts {
		source := one.Source
		if one.Type == "volume" {
			source = one.Name
		}
		if one.RW && one.Type != "volume" {
			return nil, fmt.Errorf("%s: must write to volumes only, writes to %s %s", p.Name, one.Type, one.Source)
		}
		if one.RW {
			source = volume(at, one)
		}
		mounts = append(mounts, map[string]any{
			"Type": one.Type, "Source": source, "Target": one.Destination, "ReadOnly": !one.RW,
		})
	}
	host["Mounts"] = mounts
	body["HostConfig"] = host
	return body, nil
}

// asleep has a container do nothing, so that scripts run in it in place of its product.
func asleep(body map[string]any) map[string]any {
	quiet := map[string]any{}
	for key, value := range body {
		quiet[key] = value
	}
	quiet["Entrypoint"], quiet["Cmd"] = []string{"sleep"}, []string{"86400"}
	quiet["Healthcheck"] = map[string]any{"Test": []string{"NONE"}}
	return quiet
}

func (e *engine) create(ctx context.Context, name string, body map[string]any) error {
	if err := e.Ask(ctx, http.MethodPost, "/containers/create?name="+url.QueryEscape(name), body, nil); err != nil {
		return err
	}
	return e.start(ctx, name)
}

func (e *engine) createVolume(ctx context.Context, name, container string) error {
	body := map[string]any{"Name": name, "Labels": map[string]string{besideLabel: container}}
	return e.Ask(ctx, http.MethodPost, "/volumes/create", body, nil)
}

func (e *engine) start(ctx context.Context, container string) error {
	return e.Ask(ctx, http.MethodPost, "/containers/"+url.PathEscape(container)+"/start", nil, nil)
}

// stop gives the container the time that is its own.
func (e *engine) stop(ctx context.Context, container string) error {
	return e.Ask(ctx, http.MethodPost, "/containers/"+url.PathEscape(container)+"/stop", nil, nil)
}

func (e *engine) remove(ctx context.Context, container string) error {
	return e.Ask(ctx, http.MethodDelete, "/containers/"+url.PathEscape(container)+"?force=1&v=1", nil, nil)
}

const (
	patience = 10 * time.Minute
	eachPoll = time.Second
)

// live waits until a container's own check passes.
func (e *engine) live(ctx context.Context, container string) error {
	for end := time.Now().Add(patience); ; {
		var found struct {
			State struct {
				Running  bool
				Status   string
				ExitCode int
				Health   *struct{ Status string }
			}
		}
		if err := e.Ask(ctx, http.MethodGet, "/containers/"+url.PathEscape(container)+"/json", nil, &found); err != nil {
			return err
		}
		state := found.State
		switch {
		case !state.Running:
			return fmt.Errorf("%s: must become live, ended with %d: %s", container, state.ExitCode, e.lastWords(ctx, container))
		case state.Health == nil || state.Health.Status == "healthy":
			return nil
		case time.Now().After(end):
			return fmt.Errorf("%s: must become live in %s, is %s: %s", container, patience, state.Health.Status, e.lastWords(ctx, container))
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(eachPoll):
		}
	}
}

// lastWords of a container go with it.
func (e *engine) lastWords(ctx context.Context, container string) string {
	said := &socket.Last{Most: 500}
	answer, err := e.Open(ctx, "/containers/"+url.PathEscape(container)+"/logs?stdout=1&stderr=1&tail=5")
	if err != nil {
		return err.Error()
	}
	defer answer.Close()
	_ = socket.Frames(io.LimitReader(answer, 1<<20), said, said)
	return said.String()
}

// removeBeside removes all that was made beside these containers.
func (e *engine) removeBeside(ctx context.Context, containers ...string) error {
	filter := url.QueryEscape(`{"label":["` + besideLabel + `"]}`)
	var made []struct {
		ID     string `json:"Id"`
		Labels map[string]string
	}
	if err := e.Ask(ctx, http.MethodGet, "/containers/json?all=1&filters="+filter, nil, &made); err != nil {
		return err
	}
	var failed []error
	for _, one := range made {
		if slices.Contains(containers, one.Labels[besideLabel]) {
			failed = append(failed, e.remove(ctx, one.ID))
		}
	}
	var kept struct {
		Volumes []struct {
			Name   string
			Labels map[string]string
		}
	}
	if err := e.Ask(ctx, http.MethodGet, "/volumes?filters="+filter, nil, &kept); err != nil {
		return err
	}
	for _, one := range kept.Volumes {
		if slices.Contains(containers, one.Labels[besideLabel]) {
			failed = append(failed, e.Ask(ctx, http.MethodDelete, "/volumes/"+url.PathEscape(one.Name)+"?force=1", nil, nil))
		}
	}
	return errors.Join(failed...)
}
