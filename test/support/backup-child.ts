import { connect } from "../../azure/connect.ts";
import { backup } from "../../steps/backup/backup.ts";

/** `node backup-child.ts FOLDER TO [ID [LOGIN]]`: a backup in a process of its own, which a test can kill. */
const [, , folder = "", to = "", id, sqlLogin] = process.argv;
await backup(
  {
    folder,
    to,
    ...(id === undefined ? {} : { only: [id] }),
    ...(sqlLogin === undefined ? {} : { sqlLogin }),
  },
  {
    host: { notify: () => {}, progress: () => {}, ask: () => Promise.resolve(false) },
    environment: process.env,
    workingDirectory: process.cwd(),
    now: () => new Date(),
    signal: new AbortController().signal,
    azure: () => connect(process.env),
    github: () => Promise.reject(new Error("there is no GitHub here")),
  },
);
