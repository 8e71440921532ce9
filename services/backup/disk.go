package main

import (
	"fmt"
	"syscall"
)

// mustHaveRoom is about the disk of a folder. A tenth stays free besides: a full disk stops databases.
func mustHaveRoom(folder string, bytes uint64) error {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(folder, &disk); err != nil {
		return err
	}
	size := uint64(disk.Bsize)
	free, total := disk.Bavail*size, disk.Blocks*size
	if bytes+total/10 > free {
		return fmt.Errorf("%s: its disk must have room for %d MiB and a tenth of it besides, has %d MiB", folder, bytes>>20, free>>20)
	}
	return nil
}
