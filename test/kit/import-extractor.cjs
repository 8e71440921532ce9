/** Which files a file needs to run, for Jest's search for related tests: types are gone by then. */
module.exports = {
  extract: (code, _, defaultExtract) => defaultExtract(code.replace(/^import type [^;]+;/gm, "")),
  getCacheKey: () => "without types",
};
