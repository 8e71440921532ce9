// Failover has ORACLE1's PostgreSQL take over by itself when THANOS' machine dies. `vote` is the third voice, on an edge region:
// it keeps who holds the lease of the primary. `watch` is on ORACLE1, and takes over once it alone holds that lease.
package main

import (
	"errors"
	"log"
	"os"
)

const (
	voteFile   = "/etc/bev/vote.json"
	holderFile = "/var/lib/failover/holder"
	watchFile  = "/etc/bev/watch.json"
	// The watch is the owner of the Engine's socket, and has a folder of its own.
	movedFile  = "/var/lib/failover-watch/moved.sh"
	socketFile = "/engine/docker.sock"
)

func main() {
	log.SetFlags(0)
	if err := command(os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

func command(words []string) error {
	mode := ""
	if len(words) == 1 {
		mode = words[0]
	}
	switch mode {
	case "vote":
		return runVote()
	case "watch":
		return runWatch()
	}
	return errors.New("failover: must be run as one of failover vote, failover watch")
}
