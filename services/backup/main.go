// Backup saves the services of its node in a repository on another node. Each save is a script of the service's product,
// run in the service's own container; what it writes goes through restic, encrypted, to a store that never removes anything.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"slices"
	"syscall"
)

func main() {
	log.SetFlags(0)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if err := command(ctx, os.Args[1:]); err != nil {
		log.Println(err)
		os.Exit(1)
	}
}

const usage = "backup: must be run without a verb to go on for ever, or with one of " +
	"run [service...], drill [service...], drills, list, facts <service>, dump <snapshot> <service>, restore <snapshot> <service> <container>, put state-<stack>, check, opens"

func command(ctx context.Context, words []string) error {
	agent, err := newAgent()
	if err != nil {
		return err
	}
	verb, args := "", words
	if len(words) > 0 {
		verb, args = words[0], words[1:]
	}
	switch {
	case verb == "" || verb == "serve":
		return agent.serve(ctx)
	case verb == "run":
		return agent.eachNow(ctx, args, os.Stdout, agent.run)
	case verb == "drill":
		return agent.eachNow(ctx, args, os.Stdout, agent.drill)
	case verb == "drills" && len(args) == 0:
		return agent.printDrills(os.Stdout)
	// What restic starts, with its standard output as the archive.
	case verb == "save" && len(args) == 1:
		return agent.save(ctx, args[0], os.Stdout)
	case verb == "list" && len(args) == 0:
		return agent.printSnapshots(ctx, os.Stdout)
	case verb == "facts" && len(args) == 1:
		return agent.printFacts(ctx, args[0], os.Stdout)
	case verb == "dump" && len(args) == 2:
		return agent.restic.dump(ctx, args[0], args[1], os.Stdout)
	case verb == "restore" && len(args) == 3:
		return agent.restore(ctx, args[0], args[1], args[2])
	case verb == "put" && len(args) == 1:
		return agent.put(ctx, args[0], os.Stdin)
	case verb == "check" && len(args) == 0:
		return agent.restic.check(ctx, os.Stdout)
	case verb == "opens" && len(args) == 0:
		return agent.opens(ctx, os.Stdin, os.Stdout)
	}
	return errors.New(usage)
}

// saved is a service as the configuration has it (src/software/backup/index.ts).
type saved struct {
	Service   string `json:"service"`
	Container string `json:"container"`
	Save      string `json:"save"`
	Restore   string `json:"restore"`
	Facts     string `json:"facts"`
	// service or volume: where it is restored.
	Into string `json:"into"`
	// It is saved while it is stopped.
	Stopped bool `json:"stopped"`
	// Its save and its facts read a token of Vault.
	Token bool `json:"token"`
	// Its facts are of files alone: nothing has to run for them.
	Resting bool `json:"resting"`
	// Variables with which a member of a cluster starts without the others.
	Alone map[string]string `json:"alone"`
	// How the names of facts begin that no drill can have.
	Unproven struct {
		Facts []string `json:"facts"`
	} `json:"unproven"`
	// Why one container without a network cannot have it back; empty where it can.
	Undrilled string `json:"undrilled"`
}

type plan struct {
	Node string `json:"node"`
	// A backup of more than so many terms of the schedule is too old.
	Late     float64 `json:"late"`
	Services []saved `json:"services"`
}

func readPlan(file string) (plan, error) {
	var read plan
	text, err := os.ReadFile(file)
	if err != nil {
		return read, err
	}
	if err := json.Unmarshal(text, &read); err != nil {
		return read, fmt.Errorf("%s: must be JSON, is not: %w", file, err)
	}
	return read, nil
}

func (p plan) find(service string) (saved, error) {
	at := slices.IndexFunc(p.Services, func(one saved) bool { return one.Service == service })
	if at < 0 {
		return saved{}, fmt.Errorf("%s: must be a service of %s that is saved, is none", service, p.Node)
	}
	return p.Services[at], nil
}

// choose gives all services without a name.
func (p plan) choose(names []string) ([]saved, error) {
	if len(names) == 0 {
		return p.Services, nil
	}
	var chosen []saved
	for _, name := range names {
		one, err := p.find(name)
		if err != nil {
			return nil, err
		}
		chosen = append(chosen, one)
	}
	return chosen, nil
}

func (a *agent) printSnapshots(ctx context.Context, to io.Writer) error {
	found, err := a.restic.snapshots(ctx)
	if err != nil {
		return err
	}
	return json.NewEncoder(to).Encode(found)
}

func (a *agent) printFacts(ctx context.Context, service string, to io.Writer) error {
	facts, err := a.facts(ctx, service)
	if err != nil {
		return err
	}
	_, err = io.WriteString(to, facts)
	return err
}
