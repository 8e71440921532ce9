/** An HTML page of one file: it loads nothing and follows the theme of the browser. */

/** @param body what stands between its tags, ended by a line break, as `styles` is */
export function offlinePage({
  title,
  styles,
  body,
}: Record<"title" | "styles" | "body", string>): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${title}</title>
<style>
${styles}</style>
</head>
<body>
${body}</body>
</html>
`;
}
