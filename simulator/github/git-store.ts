import { createHash } from "node:crypto";

/** A file of a commit; `content` as bytes. Executable and symbolic links as git's own modes say. */
export interface GitFile {
  readonly mode: "100644" | "100755" | "120000";
  readonly content: Buffer;
}

export interface Person {
  readonly name: string;
  readonly email: string;
}

export interface GitCommit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Person;
  readonly committer: Person;
  readonly date: Date;
}

interface TreeEntry {
  readonly name: string;
  readonly mode: string;
  readonly sha: string;
}

export interface FileChange {
  readonly path: string;
  readonly status: "added" | "removed" | "modified";
  readonly sha: string | undefined;
}

/** Objects addressed by their content exactly as git does it, so that equal ids mean equal bytes. */
export class GitStore {
  readonly #blobs = new Map<string, Buffer>();
  readonly #trees = new Map<string, readonly TreeEntry[]>();
  readonly #commits = new Map<string, GitCommit>();

  blob(sha: string): Buffer | undefined {
    return this.#blobs.get(sha);
  }

  tree(sha: string): readonly TreeEntry[] | undefined {
    return this.#trees.get(sha);
  }

  commit(sha: string): GitCommit | undefined {
    return this.#commits.get(sha);
  }

  writeFiles(files: ReadonlyMap<string, GitFile>): string {
    const entries: TreeEntry[] = [];
    const folders = new Map<string, Map<string, GitFile>>();
    for (const [path, file] of files) {
      const slash = path.indexOf("/");
      if (slash < 0) {
        entries.push({ name: path, mode: file.mode, sha: this.#writeBlob(file.content) });
        continue;
      }
      const folder = path.slice(0, slash);
      const inside = folders.get(folder) ?? new Map<string, GitFile>();
      inside.set(path.slice(slash + 1), file);
      folders.set(folder, inside);
    }
    for (const [name, inside] of folders) entries.push({ name, mode: "40000", sha: this.writeFiles(inside) });
    // git sorts folders as if their name ended in a slash.
    const key = (entry: TreeEntry) => (entry.mode === "40000" ? `${entry.name}/` : entry.name);
    entries.sort((one, other) => Buffer.compare(Buffer.from(key(one)), Buffer.from(key(other))));
    const body = Buffer.concat(
      entries.map((entry) =>
        Buffer.concat([Buffer.from(`${entry.mode} ${entry.name}\0`), Buffer.from(entry.sha, "hex")]),
      ),
    );
    const sha = hash("tree", body);
    this.#trees.set(sha, entries);
    return sha;
  }

  writeCommit(commit: Omit<GitCommit, "sha">): string {
    const seconds = Math.floor(commit.date.getTime() / 1000);
    const stamp = (person: Person) => `${person.name} <${person.email}> ${seconds} +0000`;
    const body = [
      `tree ${commit.tree}`,
      ...commit.parents.map((parent) => `parent ${parent}`),
      `author ${stamp(commit.author)}`,
      `committer ${stamp(commit.committer)}`,
      "",
      commit.message,
    ].join("\n");
    const sha = hash("commit", Buffer.from(body));
    this.#commits.set(sha, { ...commit, sha });
    return sha;
  }

  /** Every file of a tree by path. */
  files(tree: string, prefix = ""): Map<string, GitFile> {
    const files = new Map<string, GitFile>();
    for (const entry of this.#trees.get(tree) ?? []) {
      const path = prefix + entry.name;
      if (entry.mode === "40000") {
        for (const [inner, file] of this.files(entry.sha, `${path}/`)) files.set(inner, file);
      } else {
        files.set(path, {
          mode: fileMode(entry.mode),
          content: this.#blobs.get(entry.sha) ?? Buffer.alloc(0),
        });
      }
    }
    return files;
  }

  filesOf(commit: string): Map<string, GitFile> {
    return this.files(this.#commits.get(commit)?.tree ?? "");
  }

  /** What a path names in a commit: a file or a folder. */
  find(commit: string, path: string): TreeEntry | undefined {
    let tree = this.#commits.get(commit)?.tree;
    const names = path.split("/").filter((name) => name !== "");
    if (names.length === 0 && tree !== undefined) return { name: "", mode: "40000", sha: tree };
    let entry: TreeEntry | undefined;
    for (const name of names) {
      entry = this.#trees.get(tree ?? "")?.find((candidate) => candidate.name === name);
      tree = entry?.mode === "40000" ? entry.sha : undefined;
    }
    return entry;
  }

  /** The commit and everything it descends from, nearest first. */
  history(commit: string): string[] {
    const seen = new Set<string>([commit]);
    for (const sha of seen) for (const parent of this.#commits.get(sha)?.parents ?? []) seen.add(parent);
    return [...seen];
  }

  mergeBase(one: string, other: string): string | undefined {
    const known = new Set(this.history(one));
    return this.history(other).find((sha) => known.has(sha));
  }

  changes(from: string | undefined, to: string): FileChange[] {
    const before = from === undefined ? new Map<string, GitFile>() : this.filesOf(from);
    const after = this.filesOf(to);
    const changes: FileChange[] = [];
    for (const path of [...new Set([...before.keys(), ...after.keys()])].toSorted()) {
      const old = before.get(path);
      const fresh = after.get(path);
      const sha = fresh === undefined ? undefined : hash("blob", fresh.content);
      if (old === undefined) changes.push({ path, status: "added", sha });
      else if (fresh === undefined) changes.push({ path, status: "removed", sha });
      else if (old.mode !== fresh.mode || !old.content.equals(fresh.content)) {
        changes.push({ path, status: "modified", sha });
      }
    }
    return changes;
  }

  #writeBlob(content: Buffer): string {
    const sha = hash("blob", content);
    this.#blobs.set(sha, content);
    return sha;
  }
}

function fileMode(mode: string): GitFile["mode"] {
  return mode === "100755" || mode === "120000" ? mode : "100644";
}

function hash(kind: string, body: Buffer): string {
  return createHash("sha1").update(`${kind} ${body.length}\0`).update(body).digest("hex");
}
