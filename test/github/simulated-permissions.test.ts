import { expect, test } from "vitest";
import { startStory } from "../support/github.ts";
import { get } from "./get.ts";

const repository = "/repos/contoso/landing-zone";

test("GH-20: a limited token reads what its permissions hold, and metadata", async () => {
  const story = await startStory();
  story.github.limit({ contents: "read", "pull-requests": "none" });
  expect((await get(story, `${repository}/branches/main`)).status).toBe(200);
  expect((await get(story, `${repository}/collaborators/ben/permission`)).status).toBe(200);
  for (const path of ["/pulls/1", "/issues/1/comments", "/environments/decommission"]) {
    expect(await get(story, repository + path), path).toMatchObject({
      status: 403,
      body: { message: "Resource not accessible by integration" },
    });
  }
});
