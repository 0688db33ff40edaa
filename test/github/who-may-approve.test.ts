import { expect, test } from "vitest";
import { approve, mergeStory, reasonsFor, type Story, startStory } from "../support/github.ts";

async function storyUnder(policy: string, arrange: (story: Story) => void = () => {}): Promise<string[]> {
  const story = await startStory({ policy });
  arrange(story);
  approve(story);
  mergeStory(story);
  return reasonsFor(story);
}

const team = (story: Story, ...members: string[]): void => {
  story.github.world.teams.set("platform", { slug: "platform", members: new Set(members) });
};

test("people by login, in whatever case", async () => {
  expect(await storyUnder("who:\n  logins: [BEN, cleo]\n")).toEqual([]);
  expect(await storyUnder("who:\n  logins: [ben, eve]\n")).toEqual([
    "too_few_approvals",
    "approver_not_listed",
  ]);
});

test("members of a team", async () => {
  const policy = "who:\n  teams: [platform]\n";
  expect(await storyUnder(policy, (story) => team(story, "ben", "cleo"))).toEqual([]);
  expect(await storyUnder(policy, (story) => team(story, "ben"))).toEqual([
    "too_few_approvals",
    "approver_not_listed",
  ]);
});

test("a team the token may not read is not known, and refuses", async () => {
  expect(await storyUnder("who:\n  teams: [platform]\n")).toEqual(["gate_fact_unknown"]);
});

test("a role higher than write", async () => {
  const policy = "who:\n  permission: maintain\n";
  const grant = (role: string) => (story: Story) => {
    story.github.world.grant(story.repository, story.people.ben, role);
    story.github.world.grant(story.repository, story.people.cleo, "admin");
  };
  expect(await storyUnder(policy, grant("maintain"))).toEqual([]);
  // The permission endpoint calls both of them `write`.
  expect(await storyUnder(policy, grant("write"))).toEqual(["too_few_approvals", "approver_without_access"]);
});

test("a role of the organisation's own counts as what it is based on", async () => {
  const custom = (permission: string) => (story: Story) =>
    story.github.world.grant(story.repository, story.people.ben, "release-manager", permission);
  expect(await storyUnder("approvals: 2\n", custom("write"))).toEqual([]);
  expect(await storyUnder("approvals: 2\n", custom("read"))).toContain("approver_without_access");
});
