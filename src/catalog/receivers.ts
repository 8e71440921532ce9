/** Who is told of alerts, and how: what a configuration may say of it, and which secret each way needs. */
import { z } from "zod";
import { families } from "./families.ts";
import { severities } from "./severities.ts";

/** By kind: the file with what only its owner may know. */
export const RECEIVER_SECRETS = {
  slack: "slack-url",
  email: "email-password",
  webhook: "webhook-url",
  pagerduty: "pagerduty-key",
  sms: "sms-url",
} as const;

const NAME = "lower case letters, digits and single -, beginning with a letter";

const all = {
  severities: z
    .array(z.enum(severities), `a list of ${severities.join(", ")}`)
    .min(1, `a list of at least one of ${severities.join(", ")}`),
  /** Absent: every family, and what is of none. */
  families: z.array(z.enum(families)).min(1, "a list of at least one family").optional(),
};

const receiver = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({
      kind: z.literal("slack"),
      channel: z.string().regex(/^[#@]\S+$/, "a channel such as #alerts"),
      ...all,
    }),
    z.strictObject({
      kind: z.literal("email"),
      to: z.email("an e-mail address"),
      from: z.email("an e-mail address"),
      smarthost: z.string().regex(/^[\w.-]+:\d+$/, "a mail server, such as mail.example.org:587"),
      /** Absent: `from`. */
      user: z.string().optional(),
      ...all,
    }),
    z.strictObject({ kind: z.literal("webhook"), ...all }),
    z.strictObject({ kind: z.literal("pagerduty"), ...all }),
    z.strictObject({ kind: z.literal("sms"), ...all }),
  ],
  `one of ${Object.keys(RECEIVER_SECRETS).join(", ")}`,
);

export const receiversSchema = z.record(z.string().regex(/^[a-z]+(-?[a-z0-9]+)*$/, NAME), receiver);

export type Receiver = z.infer<typeof receiver>;
/** By name. */
export type Receivers = Readonly<Record<string, Receiver>>;
