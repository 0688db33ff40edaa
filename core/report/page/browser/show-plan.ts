import type { PageData } from "../page-data.ts";
import { listOf, showDetails } from "./details.ts";
import { element, make } from "./dom.ts";
import { draw, fit, letDrag, zoom } from "./drawing.ts";
import { type Page, thingOf } from "./page.ts";

/**
 * The page's script. The page carries the source of each function below as Node gives it (types stripped), so they
 * use nothing but each other and the browser. Text from the plan becomes text nodes only, never markup.
 */
export function showPlan(): void {
  const data: PageData = JSON.parse(element("plan-data").textContent ?? "");
  const page: Page = { data, open: (index) => showResource(page, index), scale: 1, drawing: null };
  element("zoom-in").addEventListener("click", () => zoom(page, page.scale * 1.25));
  element("zoom-out").addEventListener("click", () => zoom(page, page.scale / 1.25));
  element("zoom-fit").addEventListener("click", () => fit(page));
  element("all").addEventListener("click", () => showAll(page));
  const find = element("find");
  find.addEventListener("input", () => showFound(page));
  const stage = element("stage");
  stage.addEventListener("click", (event) => choose(page, event.target));
  stage.addEventListener("keydown", (event) => onKey(page, event));
  stage.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(page, page.scale * (event.deltaY < 0 ? 1.1 : 1 / 1.1));
    },
    { passive: false },
  );
  letDrag(stage);
  document.body.classList.add("live");
  showAll(page);
}

export function showAll(page: Page): void {
  const { whole, overview } = page.data.drawings;
  element("where").textContent = whole === null ? "All groups" : "Everything";
  element("all").hidden = true;
  element("details").replaceChildren(make("p", "Choose a box to see why it goes when it goes."));
  draw(page, whole ?? overview);
}

export function showGroup(page: Page, index: number): void {
  const group = page.data.groups[index];
  if (group === undefined) return;
  element("where").textContent = group.name;
  element("all").hidden = false;
  draw(page, page.data.drawings.groups[index] ?? null);
  const members = page.data.resources.flatMap((resource, at) => (resource.group === index ? [at] : []));
  if (page.drawing === null)
    element("stage").append(
      members.length === 0 ? make("p", "Nothing is in this group.") : listOf(page, members),
    );
  showDetails(page, `g${index}`);
}

export function showResource(page: Page, index: number): void {
  const resource = page.data.resources[index];
  if (resource === undefined) return;
  const id = `r${index}`;
  if (document.getElementById(id) === null) showGroup(page, resource.group);
  showDetails(page, id);
  const node = document.getElementById(id);
  node?.scrollIntoView({ block: "center", inline: "center" });
}

export function choose(page: Page, target: EventTarget | null): void {
  const node = target instanceof Element ? target.closest("g.node") : null;
  if (node === null || thingOf(page, node.id) === undefined) return;
  const index = Number(node.id.slice(1));
  if (node.id.startsWith("g")) showGroup(page, index);
  else showDetails(page, node.id);
}

export function onKey(page: Page, event: KeyboardEvent): void {
  if (event.key === "+" || event.key === "=") zoom(page, page.scale * 1.25);
  else if (event.key === "-") zoom(page, page.scale / 1.25);
  else if (event.key === "0") fit(page);
  else if (event.key === "Escape") showAll(page);
  else if (event.key === "Enter" || event.key === " ") choose(page, event.target);
  else return;
  event.preventDefault();
}

export function showFound(page: Page): void {
  const input = element("find");
  const text = input instanceof HTMLInputElement ? input.value.trim().toLowerCase() : "";
  const found = element("found");
  found.replaceChildren();
  if (text === "") return;
  const hits = page.data.resources.flatMap(({ id }, index) =>
    id.toLowerCase().includes(text) ? [index] : [],
  );
  found.append(
    make("p", hits.length === 0 ? "Nothing has this in its id." : `${hits.length} found`),
    listOf(page, hits),
  );
}
