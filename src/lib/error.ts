/** What the user did or has that cannot work; the message says how to mend it. */
export class UserError extends Error {}
