/**
 * The 32 checks of the CIS Docker Benchmark 1.6.0, section 5, and who decides each of them: an
 * argument of the resource, a companion beside it, or only the host itself, which no plan shows.
 * Exceptions of a single service stand in policies/waivers.ts.
 */

export interface CisCheck {
  number: string;
  title: string;
  /** By a rule about arguments, by one about a companion, or by the host. */
  decidedBy: "argument" | "companion" | "host";
  /** Absent: no rule can see it, and `remark` says whether anything checks it. */
  rule?: string;
  /** What the rule demands beyond the check, and what it does not see. */
  remark?: string;
}

export const cisChecks: readonly CisCheck[] = [
  {
    number: "5.1",
    title: "Swarm mode is not enabled, if not needed",
    decidedBy: "host",
    remark: "the Engine's own state: nothing checks it yet; a resource of a swarm is refused",
  },
  {
    number: "5.2",
    title: "An AppArmor profile is enabled, if applicable",
    decidedBy: "argument",
    rule: "container-confined",
    remark: "the Engine's own profile stays; that the host has AppArmor is not checked",
  },
  {
    number: "5.3",
    title: "SELinux security options are set, if applicable",
    decidedBy: "argument",
    rule: "container-confined",
    remark: "no option may turn labels off; the nodes have AppArmor instead",
  },
  {
    number: "5.4",
    title: "Linux kernel capabilities are restricted within containers",
    decidedBy: "argument",
    rule: "container-capabilities-dropped",
    remark: "all are dropped, while docker-bench lets the fourteen of Docker pass",
  },
  {
    number: "5.5",
    title: "Privileged containers are not used",
    decidedBy: "argument",
    rule: "container-confined",
  },
  {
    number: "5.6",
    title: "Sensitive host system directories are not mounted on containers",
    decidedBy: "argument",
    rule: "container-mounts-safe",
    remark:
      "nothing but the data root, read-only, while docker-bench knows eight folders; the node exporters have a waiver",
  },
  {
    number: "5.7",
    title: "sshd is not run within containers",
    decidedBy: "argument",
    rule: "container-ports-unprivileged",
    remark: "by port and command; what an image starts beside its command is not seen",
  },
  {
    number: "5.8",
    title: "Privileged ports are not mapped within containers",
    decidedBy: "argument",
    rule: "container-ports-unprivileged",
  },
  {
    number: "5.9",
    title: "Only needed ports are open on the container",
    decidedBy: "argument",
    rule: "port-bound-to-node",
    remark: "a port is published only where its row says so",
  },
  {
    number: "5.10",
    title: "The host's network namespace is not shared",
    decidedBy: "argument",
    rule: "container-in-own-namespace",
    remark: "nor that of another container",
  },
  {
    number: "5.11",
    title: "The memory usage for containers is limited",
    decidedBy: "argument",
    rule: "container-resources-bounded",
    remark: "swap as well; that the Engine's swap accounting is on is not checked",
  },
  {
    number: "5.12",
    title: "CPU priority is set appropriately on containers",
    decidedBy: "argument",
    rule: "container-resources-bounded",
    remark: "a limit, where docker-bench is content with shares",
  },
  {
    number: "5.13",
    title: "The container's root filesystem is mounted as read only",
    decidedBy: "argument",
    rule: "container-root-read-only",
    remark: "three images have a waiver, because their start scripts write beside their programs",
  },
  {
    number: "5.14",
    title: "Incoming container traffic is bound to a specific host interface",
    decidedBy: "argument",
    rule: "port-bound-to-node",
  },
  {
    number: "5.15",
    title: "The 'on-failure' container restart policy is set to '5'",
    decidedBy: "argument",
    rule: "container-lifecycle",
    remark:
      "a deviation: unless-stopped, because a container with on-failure stays down after the Engine restarts",
  },
  {
    number: "5.16",
    title: "The host's process namespace is not shared",
    decidedBy: "argument",
    rule: "container-shares-no-namespace",
    remark: "nor that of another container",
  },
  {
    number: "5.17",
    title: "The host's IPC namespace is not shared",
    decidedBy: "argument",
    rule: "container-shares-no-namespace",
  },
  {
    number: "5.18",
    title: "Host devices are not directly exposed to containers",
    decidedBy: "argument",
    rule: "container-kernel-defaults",
    remark: "a graphics card comes by gpus alone",
  },
  {
    number: "5.19",
    title: "The default ulimit is overwritten at runtime if needed",
    decidedBy: "argument",
    rule: "container-kernel-defaults",
    remark: "no core dumps; the other limits are the Engine's",
  },
  {
    number: "5.20",
    title: "Mount propagation mode is not set to shared",
    decidedBy: "argument",
    rule: "container-mounts-safe",
  },
  {
    number: "5.21",
    title: "The host's UTS namespace is not shared",
    decidedBy: "argument",
    rule: "command-is-own-step",
    remark: "the provider has no such argument, so only a command could ask for it",
  },
  {
    number: "5.22",
    title: "The default seccomp profile is not disabled",
    decidedBy: "argument",
    rule: "container-confined",
  },
  {
    number: "5.23",
    title: "docker exec commands are not used with the privileged option",
    decidedBy: "argument",
    rule: "command-is-own-step",
    remark: "of the program's own commands; what a person types is not seen",
  },
  {
    number: "5.24",
    title: "docker exec commands are not used with the user=root option",
    decidedBy: "argument",
    rule: "command-is-own-step",
    remark: "of the program's own commands; what a person types is not seen",
  },
  {
    number: "5.25",
    title: "Cgroup usage is confirmed",
    decidedBy: "argument",
    rule: "container-shares-no-namespace",
  },
  {
    number: "5.26",
    title: "The container is restricted from acquiring additional privileges",
    decidedBy: "argument",
    rule: "container-confined",
    remark: "by its value, while docker-bench is content with no-new-privileges:false",
  },
  {
    number: "5.27",
    title: "Container health is checked at runtime",
    decidedBy: "argument",
    rule: "container-health-checked",
    remark: "by a check that can fail",
  },
  {
    number: "5.28",
    title: "Docker commands always make use of the latest version of their image",
    decidedBy: "argument",
    rule: "container-image-pinned",
    remark: "a reviewed digest decides which version that is",
  },
  {
    number: "5.29",
    title: "The PIDs cgroup limit is used",
    decidedBy: "companion",
    rule: "container-pids-limited",
    remark: "the gate beside each container sets it within a second of its start",
  },
  {
    number: "5.30",
    title: 'Docker\'s default bridge "docker0" is not used',
    decidedBy: "argument",
    rule: "container-on-user-network",
  },
  {
    number: "5.31",
    title: "The host's user namespaces are not shared",
    decidedBy: "argument",
    rule: "container-shares-no-namespace",
    remark: "that the Engine maps users is not checked",
  },
  {
    number: "5.32",
    title: "The Docker socket is not mounted inside any containers",
    decidedBy: "argument",
    rule: "container-mounts-safe",
    remark: "nor a folder that it lies in",
  },
];
