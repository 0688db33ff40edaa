/**
 * Who reads the database for an export: an administrator's login, or a user-assigned managed identity that is the
 * server's administrator. The password hangs on a call, so that printing the login never prints it.
 */
export type SqlLogin =
  | { readonly name: string; readonly password: () => string }
  /** ARM id of the identity. */
  | { readonly identity: string };
