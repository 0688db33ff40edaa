import { element } from "./dom.ts";
import { type Page, thingOf } from "./page.ts";

export function draw(page: Page, source: string | null): void {
  const stage = element("stage");
  page.drawing = null;
  stage.replaceChildren();
  if (source === null) return;
  const parsed = new DOMParser().parseFromString(source, "image/svg+xml").documentElement;
  const svg = document.importNode(parsed, true);
  if (!(svg instanceof SVGSVGElement)) return;
  // Graphviz writes points; its own title would show as a tip over everything.
  page.drawing = { svg, width: (Number.parseFloat(svg.getAttribute("width") ?? "") * 4) / 3 };
  svg.removeAttribute("height");
  for (const title of svg.querySelectorAll("title")) title.remove();
  for (const node of svg.querySelectorAll("g.node")) {
    const thing = thingOf(page, node.id);
    if (thing === undefined) continue;
    node.setAttribute("tabindex", "0");
    node.setAttribute("role", "button");
    node.setAttribute("aria-description", thing.how);
  }
  stage.append(svg);
  fit(page);
}

export function zoom(page: Page, scale: number): void {
  if (page.drawing === null) return;
  page.scale = Math.min(4, Math.max(0.1, scale));
  page.drawing.svg.setAttribute("width", String(Math.round(page.drawing.width * page.scale)));
}

/** As wide as there is room, but never so small that names can't be read, and never larger than drawn. */
export function fit(page: Page): void {
  const room = element("stage").clientWidth - 16;
  zoom(page, Math.min(1, Math.max(0.45, room / (page.drawing?.width ?? room))));
}

/** Dragging the background moves the drawing. */
export function letDrag(stage: HTMLElement): void {
  stage.addEventListener("pointermove", (event) => {
    if (event.buttons !== 1 || event.pointerType !== "mouse") return;
    stage.scrollLeft -= event.movementX;
    stage.scrollTop -= event.movementY;
  });
}
