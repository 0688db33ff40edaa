/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
export function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no ${id}`);
  return found;
}

/** An element with text, or with other elements in it. */
export function make(tag: string, content: string | readonly (Node | string)[], className = ""): HTMLElement {
  const made = document.createElement(tag);
  if (className !== "") made.className = className;
  made.append(...(typeof content === "string" ? [content] : content));
  return made;
}

export function button(text: string, onClick: () => void): HTMLElement {
  const made = make("button", text, "link");
  made.setAttribute("type", "button");
  made.addEventListener("click", onClick);
  return made;
}
