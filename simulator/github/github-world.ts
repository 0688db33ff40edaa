import { GitHubClock } from "./github-clock.ts";
import type { Team, User } from "./records.ts";
import { Repository } from "./repository.ts";

/** Everything the small GitHub knows. Each simulator has its own. */
export class GitHubWorld {
  readonly clock: GitHubClock;
  readonly repositories = new Map<string, Repository>();
  readonly users = new Map<string, User>();
  readonly teams = new Map<string, Team>();
  #id = 1000;

  constructor(start: Date) {
    this.clock = new GitHubClock(start);
  }

  readonly nextId = (): number => {
    this.#id += 1;
    return this.#id;
  };

  /** The account with this login, made when there is none. */
  user(login: string, type: User["type"] = "User"): User {
    const known = this.users.get(login.toLowerCase());
    if (known !== undefined) return known;
    const user: User = { id: this.nextId(), login, type, email: `${login.toLowerCase()}@people.example` };
    this.users.set(login.toLowerCase(), user);
    return user;
  }

  createRepository(fullName: string, options: { readonly defaultBranch?: string } = {}): Repository {
    const [owner = "", name = ""] = fullName.split("/");
    const repository = new Repository({
      owner: this.user(owner, "Organization"),
      name,
      defaultBranch: options.defaultBranch ?? "main",
      clock: this.clock,
      nextId: this.nextId,
    });
    this.repositories.set(fullName.toLowerCase(), repository);
    return repository;
  }

  /** @param roleName what `role_name` says; `permission` is what GitHub folds it into */
  grant(repository: Repository, user: User, roleName: string, permission: string = folded(roleName)): void {
    repository.permissions.set(user.login.toLowerCase(), { permission, roleName });
  }
}

/** GitHub's permission endpoint knows four words and folds the others into them. */
function folded(roleName: string): string {
  if (roleName === "maintain") return "write";
  if (roleName === "triage") return "read";
  return roleName;
}
