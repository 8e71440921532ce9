/** The first credential of a node's Vault agent. */
import { local } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { renderReload } from "../container/reload.ts";
import { GO_ROUND } from "../access/vault/agent.ts";
import { renderStep } from "./step.ts";

export interface AgentCredentialArgs {
  /** `https://host:port`. */
  address: string;
  /** PEM that Vault's certificate chains to. */
  authority: pulumi.Input<string>;
  /** To deploy with. */
  token: pulumi.Input<string>;
  role: string;
  dockerHost: string;
  stack: string;
  /** Image of the agent's container; volume and user are the container's too. */
  image: string;
  volume: string;
  user: string;
  /** The agent, and the role that it is to log in as. */
  after: readonly pulumi.Resource[];
  /** A new one of these is given a credential of its own. */
  container: pulumi.Input<unknown>;
  /** By role, its own and those that it serves: how often it was rotated. */
  rotated: Readonly<Record<string, number>>;
  /** Id of its container. */
  name: string;
}

/**
 * What the agent of a node logs in with the first time, or after its role was rotated. Invariant: its
 * secret-id goes from Vault into a file that only the agent can read, and is no input and no output of
 * anything. A rotated role-id is with its service when this is done.
 */
export class AgentCredential extends pulumi.ComponentResource {
  static readonly type = "bev:secrets:AgentCredential";

  constructor(name: string, args: AgentCredentialArgs, opts: pulumi.ComponentResourceOptions) {
    super(AgentCredential.type, name, {}, opts);
    const { after, container, rotated, name: agent, ...request } = args;
    const parent = this;
    const generation = rotated[args.role];
    const credential = new local.Command(
      `${name}-credential`,
      {
        ...renderStep("vault-agent"),
        // With another token, Vault or image it is done again: that never hurts.
        stdin: pulumi.secret(pulumi.jsonStringify(request)),
        triggers: [container, ...(generation === undefined ? [] : [generation])],
        logging: local.Logging.None,
      },
      { parent, dependsOn: [...after], deleteBeforeReplace: true },
    );
    bringRoleIds();
    this.registerOutputs({});

    /** By itself it goes round every two minutes, and until then its services would be refused. */
    function bringRoleIds(): void {
      if (Object.keys(rotated).length === 0) return;
      const { dockerHost: host } = args;
      new local.Command(
        `${name}-round`,
        {
          ...renderReload(agent, { host, reload: GO_ROUND }),
          triggers: [rotated],
          addPreviousOutputInEnv: false,
        },
        { parent, dependsOn: [...after, credential], deleteBeforeReplace: true },
      );
    }
  }
}
