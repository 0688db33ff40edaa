import { expect, test } from "vitest";
import { readCollection } from "../../azure/read-collection.ts";
import { subscription } from "../contracts/own-exchanges.ts";
import { replay } from "../contracts/replay.ts";

const path = `${subscription}/resources`;
const item = { id: `${subscription}/resourceGroups/one`, name: "one" };

/** The list as it is read when its pages come with these bodies. */
async function read(...bodies: readonly object[]) {
  const { connection } = await replay(bodies.map((body) => ({ method: "GET", path, status: 200, body })));
  return readCollection(connection, path, "2024-11-01");
}

test.each([
  ["an item without an id", { value: [item, { name: "two" }] }, "value.1.id"],
  ["an item that is no object", { value: [item, "two"] }, "value.1"],
  ["a next page that is no text", { value: [item], nextLink: { href: "elsewhere" } }, "nextLink"],
  ["no values", { count: 0 }, "value"],
])("a list with %s is not taken for what can be read of it", async (_what, body, where) => {
  await expect(read(body)).rejects.toMatchObject({
    code: "azure_answer_invalid",
    place: path,
    message: expect.stringContaining(`shape: ${where}.`),
  });
});

test.each([null, ""])("a list whose last page writes its next link as %o ends there", async (nextLink) => {
  const next = `{host}${path}?page=2`;
  const { items } = await read({ value: [item], nextLink: next }, { value: [item], nextLink });
  expect(items).toEqual([item, item]);
});
