/** How bad an alert is: somebody is woken, somebody looks the same day, somebody may want to know. */
export const severities = ["critical", "warning", "info"] as const;
export type Severity = (typeof severities)[number];
