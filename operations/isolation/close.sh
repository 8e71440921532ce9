#!/bin/sh
## Closes the machine: only ssh comes in and is answered. Tailscale keeps its own traffic, which carries that ssh.
## What is done already is not done again, so that no moment is open.
set -eu

close() {
  tables=$1
  rule BEV-ISOLATED-IN -i lo -j ACCEPT
  rule BEV-ISOLATED-IN -p tcp --dport 22 -j ACCEPT
  rule BEV-ISOLATED-IN ! -i tailscale0 -p udp --dport 41641 -j ACCEPT
  rule BEV-ISOLATED-IN ! -i tailscale0 -m conntrack --ctstate ESTABLISHED -j ACCEPT
  rule BEV-ISOLATED-OUT -o lo -j ACCEPT
  rule BEV-ISOLATED-OUT -p tcp --sport 22 -m conntrack --ctstate ESTABLISHED -j ACCEPT
  # The mark of tailscaled's own packets.
  rule BEV-ISOLATED-OUT -m mark --mark 0x80000/0xff0000 -j ACCEPT
  if [ "$tables" = ip6tables ]; then
    rule BEV-ISOLATED-IN -p ipv6-icmp -j ACCEPT
    rule BEV-ISOLATED-OUT -p ipv6-icmp -j ACCEPT
  fi
  rule BEV-ISOLATED-IN -j DROP
  rule BEV-ISOLATED-OUT -j DROP
  rule BEV-ISOLATED-PASS -j DROP
  first INPUT BEV-ISOLATED-IN
  first OUTPUT BEV-ISOLATED-OUT
  first FORWARD BEV-ISOLATED-PASS
  # Docker keeps its own chain ahead of what it adds to FORWARD later.
  ! "$tables" -w -n -L DOCKER-USER >/dev/null 2>&1 || first DOCKER-USER BEV-ISOLATED-PASS
}

rule() {
  chain=$1
  shift
  "$tables" -w -N "$chain" 2>/dev/null || true
  "$tables" -w -C "$chain" "$@" 2>/dev/null || "$tables" -w -A "$chain" "$@"
}

first() {
  "$tables" -w -C "$1" -j "$2" 2>/dev/null || "$tables" -w -I "$1" 1 -j "$2"
}

close iptables
! ip6tables -w -n -L INPUT >/dev/null 2>&1 || close ip6tables
