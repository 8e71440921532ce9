/** What is set on a device that joined by itself: its tags, its key's expiry, its approval. */
import { ProviderError } from "../kit/provider.ts";
import type { ResourceHandler } from "../kit/provider.ts";
import { resourceSchema } from "../kit/schema.ts";
import type { PackageFacts, ResourceNotes } from "../kit/schema.ts";
import type { Properties } from "../kit/values.ts";
import { attempt, unlessGone } from "./api.ts";
import type { TailscaleApi } from "./api.ts";

interface DeviceAnswer {
  /** The older identifier; both are accepted. */
  id: string;
  nodeId: string;
  authorized: boolean;
  keyExpiryDisabled: boolean;
  tags?: string[] | null;
}

interface Aspect {
  token: string;
  notes?: ResourceNotes;
  /** How messages call it. */
  title: string;
  /** Attributes of the device that the resource shows. */
  outputs: (device: DeviceAnswer) => Properties;
  /** Path beneath the device and body that set it, or undefined where there is nothing to set. */
  request: (inputs: Properties) => { path: string; body: Properties } | undefined;
  /** Inputs that deleting leaves behind, or undefined where it stays. */
  cleared?: Properties;
  /** @throws ProviderError for a change that the API does not take */
  checkUpdate?: (state: Properties, inputs: Properties) => void;
}

export function deviceTagsHandler(facts: PackageFacts, api: TailscaleApi): ResourceHandler {
  return aspectHandler(facts, api, {
    token: "tailscale:index/deviceTags:DeviceTags",
    notes: { sets: new Set(["tags"]) },
    title: "device tags",
    outputs: ({ tags }) => ({ tags: tags ?? [] }),
    request: ({ tags }) => ({ path: "/tags", body: { tags: tags ?? [] } }),
    cleared: { tags: [] },
  });
}

export function deviceKeyHandler(facts: PackageFacts, api: TailscaleApi): ResourceHandler {
  return aspectHandler(facts, api, {
    token: "tailscale:index/deviceKey:DeviceKey",
    title: "device key",
    outputs: ({ keyExpiryDisabled }) => ({ keyExpiryDisabled }),
    request: ({ keyExpiryDisabled }) => ({
      path: "/key",
      body: { keyExpiryDisabled: keyExpiryDisabled === true },
    }),
    cleared: { keyExpiryDisabled: false },
  });
}

export function authorizationHandler(facts: PackageFacts, api: TailscaleApi): ResourceHandler {
  return aspectHandler(facts, api, {
    token: "tailscale:index/deviceAuthorization:DeviceAuthorization",
    title: "device authorization",
    outputs: ({ authorized }) => ({ authorized }),
    request: ({ authorized }) =>
      authorized === true ? { path: "/authorized", body: { authorized } } : undefined,
    checkUpdate: (state, inputs) => {
      if (state["authorized"] !== true || inputs["authorized"] === true) return;
      // The published provider says that it did, and proposes the same change for ever.
      throw new ProviderError(
        "authorized: an approval is not taken back by this resource; remove the device from the tailnet",
      );
    },
  });
}

function aspectHandler(
  facts: PackageFacts,
  api: TailscaleApi,
  { token, notes, title, outputs, request, cleared, checkUpdate }: Aspect,
): ResourceHandler {
  /** Answers what was set, also where the inputs leave it to the default. */
  const set = async (id: string, inputs: Properties, signal: AbortSignal): Promise<Properties> => {
    const wanted = request(inputs);
    if (!wanted) return {};
    await attempt(`Failed to set ${title} of device ${id}`, () =>
      api.device(id, wanted.path, { method: "POST", body: wanted.body, signal }),
    );
    return wanted.body;
  };
  return {
    schema: resourceSchema(facts, token, notes),
    importInputs: (properties) => properties,
    async create(inputs, { signal }) {
      const id = inputs["deviceId"] as string;
      return { id, outputs: { ...inputs, ...(await set(id, inputs, signal)) } };
    },
    async read(id, _state, { signal }) {
      const answer = await attempt(`Failed to fetch ${title} of device ${id}`, () =>
        unlessGone(api.device(id, "", { signal })),
      );
      if (answer === undefined) return undefined;
      return { deviceId: id, ...outputs(JSON.parse(answer) as DeviceAnswer) };
    },
    async update({ id, state, inputs }, { signal }) {
      checkUpdate?.(state, inputs);
      return { ...inputs, ...(await set(id, inputs, signal)) };
    },
    async delete(id, _state, { signal }) {
      if (!cleared) return;
      const { path, body } = request(cleared) as { path: string; body: Properties };
      await attempt(`Failed to reset ${title} of device ${id}`, () =>
        unlessGone(api.device(id, path, { method: "POST", body, signal })),
      );
    },
  };
}
