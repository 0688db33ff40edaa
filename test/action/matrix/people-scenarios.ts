import type { MessageCode } from "../../../core/messages/registry.ts";
import type { User } from "../../../simulator/github/records.ts";
import * as acts from "../../../simulator/github/repository-acts.ts";
import { FOLDER, type Story } from "../../support/github.ts";
import { family, type Scenario } from "./scenario.ts";

function approveAs(story: Story, user: User): void {
  const { repository, number, people, line } = story;
  acts.review(repository, { pullRequest: number, user: people.ben, body: line });
  acts.review(repository, { pullRequest: number, user, body: line });
}

function wrong(code: MessageCode): MessageCode[] {
  return [code, "too_few_approvals"];
}

const noPerson: readonly MessageCode[] = [...wrong("approver_not_person"), "approver_without_access"];
const author: readonly MessageCode[] = [
  ...wrong("approver_is_author"),
  "approver_is_committer",
  "approver_is_pusher",
];

/** Who gives the second approval. */
const approvers = family<(story: Story) => User>(
  [
    ["a bot", noPerson, ({ github }) => github.world.user("robot[bot]", "Bot")],
    ["an organisation", noPerson, ({ github }) => github.world.user("fabrikam", "Organization")],
    ["a mannequin", noPerson, ({ github }) => github.world.user("old-ada", "Mannequin")],
    ["the author", author, ({ people }) => people.ada],
    [
      "the author under a new name",
      author,
      ({ people, github, repository }) => {
        const renamed = { ...people.ada, login: "ada-l" };
        github.world.users.set("ada-l", renamed);
        github.world.grant(repository, renamed, "write");
        return renamed;
      },
    ],
    ["somebody of no role", wrong("approver_without_access"), ({ github }) => github.world.user("passer-by")],
    ...(["read", "triage", "none"] as const).map(
      (role) =>
        [
          `somebody who may ${role}`,
          wrong("approver_without_access"),
          ({ github, repository }: Story) => {
            const user = github.world.user(`may-${role}`);
            github.world.grant(repository, user, role);
            return user;
          },
        ] as const,
    ),
    [
      "somebody whose own role is based on read",
      wrong("approver_without_access"),
      ({ github, repository }) => {
        const user = github.world.user("reader");
        github.world.grant(repository, user, "auditor", "read");
        return user;
      },
    ],
    [
      "somebody of a role named like write, based on read",
      wrong("approver_without_access"),
      ({ github, repository }) => {
        const user = github.world.user("pretender");
        github.world.grant(repository, user, "Write", "read");
        return user;
      },
    ],
    ...(["maintain", "admin"] as const).map(
      (role) =>
        [
          `somebody who may ${role}`,
          [],
          ({ github, repository }: Story) => {
            const user = github.world.user(`may-${role}`);
            github.world.grant(repository, user, role);
            return user;
          },
        ] as const,
    ),
    [
      "somebody whose own role is based on write",
      [],
      ({ github, repository }) => {
        const user = github.world.user("deployer");
        github.world.grant(repository, user, "deployer", "write");
        return user;
      },
    ],
    ["the stand-in for deleted accounts", ["too_few_approvals"], ({ github }) => github.world.user("ghost")],
    ["an app that reviews code", noPerson, ({ github }) => github.world.user("reviewer[bot]", "Bot")],
    [
      "somebody whose name only looks like an admin's",
      wrong("approver_without_access"),
      ({ github, repository }) => {
        github.world.grant(repository, github.world.user("olga"), "admin");
        return github.world.user("o1ga");
      },
    ],
    ["who merges it then", [], ({ people }) => people.dora],
    ["who releases it then", [], ({ people }) => people.eve],
  ],
  (who) => ({ reviews: (story) => approveAs(story, who(story)) }),
).map((scenario) => ({ ...scenario, name: `the second approval is of ${scenario.name}` }));

const more = { [`${FOLDER}/plan.md`]: "# more\n" };

/** What the second approver did to the branch before. */
const involved = family<(story: Story) => void>(
  [
    [
      "wrote a commit of it",
      ["approver_is_committer", "approver_is_pusher", "too_few_approvals"],
      ({ repository, people }) =>
        void repository.commit({ branch: "retire-old", author: people.cleo, files: more }),
    ],
    [
      "wrote a commit that another pushed",
      wrong("approver_is_committer"),
      ({ repository, people }) =>
        void repository.commit({
          branch: "retire-old",
          author: people.cleo,
          pusher: people.ada,
          files: more,
        }),
    ],
    [
      "committed what another wrote",
      wrong("approver_is_committer"),
      ({ repository, people }) =>
        void repository.commit({
          branch: "retire-old",
          author: people.ada,
          committer: people.cleo,
          pusher: people.ada,
          files: more,
        }),
    ],
    [
      "pushed last",
      wrong("approver_is_pusher"),
      ({ repository, people }) =>
        void repository.commit({
          branch: "retire-old",
          author: people.ada,
          pusher: people.cleo,
          files: more,
        }),
    ],
    [
      "is named as a co-author",
      wrong("approver_is_committer"),
      ({ repository, people }) =>
        void repository.commit({
          branch: "retire-old",
          author: people.ada,
          message: "More\n\nCo-authored-by: Cleo <123+Cleo@users.noreply.github.com>",
          files: more,
        }),
    ],
    [
      "is a co-author, of a login with an underscore",
      [],
      ({ repository, people }) =>
        void repository.commit({
          branch: "retire-old",
          author: people.ada,
          message: "More\n\nco-authored-by: C <9+cleo_contoso@users.noreply.github.com>",
          files: more,
        }),
    ],
    [
      "approves next to a co-author whose address says nobody",
      ["commit_author_unknown"],
      ({ repository, people }) =>
        void repository.commit({
          branch: "retire-old",
          author: people.ada,
          message: "More\n\nCo-authored-by: Cleo <cleo@contoso.example>",
          files: more,
        }),
    ],
    [
      "approves next to a bot as co-author",
      [],
      ({ repository, people }) =>
        void repository.commit({
          branch: "retire-old",
          author: people.ada,
          message: "More\n\nCo-authored-by: helper[bot] <9+helper[bot]@users.noreply.github.com>",
          files: more,
        }),
    ],
    [
      "approves what a deleted account pushed",
      ["gate_fact_unknown"],
      ({ repository, people, github }) =>
        void repository.commit({
          branch: "retire-old",
          author: people.ada,
          pusher: github.world.user("ghost"),
          files: more,
        }),
    ],
    [
      "pressed Update branch",
      ["approver_is_committer", "approver_is_pusher", "too_few_approvals"],
      ({ repository, people, number }) => {
        repository.commit({ branch: "main", author: people.dora, files: { "x.txt": "x" } });
        acts.updateBranch(repository, number, people.cleo);
      },
    ],
    [
      "approves next to a commit of no account",
      ["commit_author_unknown"],
      ({ repository, people }) =>
        void repository.commit({
          branch: "retire-old",
          author: people.ada,
          authorPerson: { name: "Nobody", email: "nobody@nowhere.example" },
          files: more,
        }),
    ],
    [
      "had pushed before, but another pushed last",
      [],
      ({ repository, people }) => {
        repository.commit({ branch: "retire-old", author: people.ada, pusher: people.eve, files: more });
        repository.commit({
          branch: "retire-old",
          author: people.ada,
          files: { [`${FOLDER}/plan.md`]: "# again\n" },
        });
      },
    ],
  ],
  (opened) => ({ opened }),
).map((scenario) => ({ ...scenario, name: `cleo ${scenario.name}` }));

/** What became of an approver after the approval. */
const later = family<(story: Story) => void>(
  [
    ...(["read", "triage", "none"] as const).map(
      (role) =>
        [
          `was left with ${role}`,
          wrong("approver_without_access"),
          ({ github, repository, people }: Story) => github.world.grant(repository, people.cleo, role),
        ] as const,
    ),
    [
      "was removed from the repository",
      wrong("approver_without_access"),
      ({ repository }) => void repository.permissions.delete("cleo"),
    ],
    [
      "became an admin",
      [],
      ({ github, repository, people }) => github.world.grant(repository, people.cleo, "admin"),
    ],
  ],
  (merged) => ({ merged }),
).map((scenario) => ({ ...scenario, name: `after the merge cleo ${scenario.name}` }));

export const peopleScenarios: readonly Scenario[] = [...approvers, ...involved, ...later];
