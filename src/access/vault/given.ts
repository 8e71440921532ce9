/** What a step is told to bring a service the secrets that people gave. */

export interface GivenFile {
  /** Below /run/secrets. */
  name: string;
  /** `service/secret`. */
  id: string;
  version: number;
  /** The file's text, with `{secret}` in it. */
  template?: string | undefined;
}

/** Where Vault has it. */
export interface GivenPlace {
  token: string;
  mount: string;
  /** Of the stack's secrets below the mount. */
  folder: string;
  stack: string;
}
